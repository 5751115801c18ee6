import { type App, check, expect, serviceUrl, sharedProject, timeLimit } from 'backend-workbook/check'
import { MongoClient } from 'mongodb'
import {
  ask,
  dataOf,
  newEmail,
  newTask,
  newUser,
  readPage,
  readTask,
  TASKS,
  type Task,
  titlesOf,
  USERS,
  type User,
} from './client.ts'
import { killedAtWork, startedAnew } from './restart.ts'

/** How many documents the collections `users` and `tasks` hold. */
async function counting<T>(work: (count: () => Promise<{ users: number; tasks: number }>) => Promise<T>): Promise<T> {
  const client = await MongoClient.connect(serviceUrl('mongodb'))
  const count = async () => {
    const [users, tasks] = await Promise.all(
      ['users', 'tasks'].map((name) => client.db().collection(name).countDocuments()),
    )
    return { users: users ?? 0, tasks: tasks ?? 0 }
  }
  try {
    return await work(count)
  } finally {
    await client.close()
  }
}

check(
  'keeps users and tasks in the collections of those names',
  { read: 'state', requirement: 'database', points: 5 },
  async () => {
    const app = await sharedProject()
    await counting(async (count) => {
      const before = await count()
      const ada = await newUser(app)
      const [task] = [await newTask(app, ada), await newTask(app, ada)]
      const added = { users: before.users + 1, tasks: before.tasks + 2 }
      expect(await count(), 'documents in the collections, after a user and two tasks more').toEqual(added)
      await ask(app, 'DELETE', `${TASKS}/${task.id}`, { as: ada })
      const left = { ...added, tasks: added.tasks - 1 }
      expect(await count(), 'documents in the collections, after a task less').toEqual(left)
    })
  },
)

check(
  'takes the tasks along when their owner is deleted',
  { read: 'state', requirement: 'database', points: 2 },
  async () => {
    const app = await sharedProject()
    await counting(async (count) => {
      const [ada, bob] = [await newUser(app), await newUser(app, 'Bob')]
      const kept = await newTask(app, bob)
      const before = await count()
      for (const title of ['one', 'two', 'three']) await newTask(app, ada, { title })
      expect(await count(), 'documents, after three tasks more').toEqual({ ...before, tasks: before.tasks + 3 })
      await ask(app, 'DELETE', `${USERS}/${ada.id}`, { as: ada })
      const left = { ...before, users: before.users - 1 }
      expect(await count(), 'documents, after a user with three tasks was deleted').toEqual(left)
      expect(await readTask(app, bob, kept, ' of another'), 'a task of another').toEqual(kept)
    })
  },
)

check(
  'finds everything again when it was killed and has been started anew',
  { read: 'state', requirement: 'database', points: 6 },
  async () => {
    const restart = await killedAtWork()
    const { ada, tasks, nextCursor } = restart
    const app = await startedAnew(restart)
    const user = await ask(app, 'GET', `${USERS}/${ada.id}`)
    expect(dataOf<User>(user, 200, 'GET of a user after the restart'), 'a user after the restart').toEqual(ada)
    for (const task of tasks) {
      expect(await readTask(app, ada, task, ' after the restart'), 'a task after the restart').toEqual(task)
    }
    const rest = `limit=1&sort=priority&cursor=${encodeURIComponent(nextCursor ?? '')}`
    const next = await readPage<Task>(app, TASKS, rest, ada)
    expect(titlesOf(next.data), 'the next page after the restart').toEqual(['two'])
    const again = await ask(app, 'POST', USERS, { body: { name: 'Eve', email: ada.email } })
    expect(again.status, `POST ${USERS} with the same email after the restart`).toBe(409)
  },
)

const MEND_MS = 10_000
/** Longer than the second that was promised, since this machine may be busy. */
const AWAY_MS = 1700

check(
  'answers 503 while the database is away, and works again when it is back',
  { read: 'away', requirement: 'database', points: 2, ms: 2800 },
  async () => {
    const restart = await killedAtWork()
    // A database that cannot be reached by a detour cannot be taken away.
    if (!restart.detour) return
    const app = await startedAnew(restart)
    const ada = await newUser(app)
    await restart.detour.cut()
    // What is under way in the moment of the break may fail in other ways.
    await statusesOf(app, ada)
    const statuses = await statusesOf(app, ada)
    await restart.detour.mend()
    const late = timeLimit(MEND_MS)
    let status = ''
    do {
      await new Promise((resolve) => setTimeout(resolve, 20))
      status = (await statusesOf(app, ada))[`GET ${TASKS}`] ?? ''
    } while (status !== '200' && !late.aborted)
    // The checks that follow ask the same process, and it may not be theirs to find it broken.
    if (status !== '200') await app.stop('SIGKILL')
    // The shape of an error is for other checks to see; but where it has a code, it is this one.
    const away = expect.stringMatching(/^503(?: unavailable)?$/)
    expect(statuses, 'the answers while the database is away').toEqual({
      'GET /health': expect.stringMatching(/^503/),
      [`GET ${TASKS}`]: away,
      [`GET ${USERS}`]: away,
      [`POST ${USERS}`]: away,
    })
    expect(status, `GET ${TASKS} when the database is back`).toBe('200')
  },
)

/** What four requests that come at once are answered with: status and code, and nothing where no answer came. */
async function statusesOf(app: App, as: User): Promise<Record<string, string>> {
  const requests = [
    ['GET', '/health'],
    ['GET', TASKS],
    ['GET', USERS],
    ['POST', USERS],
  ] as const
  const asked = requests.map(async ([method, path]) => {
    const body = method === 'POST' ? { body: { name: 'Eve', email: newEmail() } } : {}
    const answer = await ask(app, method, path, { as, signal: timeLimit(AWAY_MS), ...body }).catch(() => undefined)
    const code = (answer?.body as { error?: { code?: unknown } } | undefined)?.error?.code
    return [`${method} ${path}`, [answer?.status, code].filter((part) => part !== undefined).join(' ')]
  })
  return Object.fromEntries(await Promise.all(asked))
}
