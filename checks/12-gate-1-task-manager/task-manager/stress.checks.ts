import {
  beginPost,
  check,
  expect,
  postTogether,
  refuses,
  sendBytes,
  sharedProject,
  startProject,
} from 'backend-workbook/check'
import {
  ask,
  askAll,
  atOnce,
  newEmail,
  newTask,
  newUser,
  readPage,
  readTask,
  TASKS,
  type Task,
  tally,
  titlesOf,
  USERS,
  walk,
} from './client.ts'
import { garbage, OPERATORS } from './garbage.ts'
import { CLIENTS, killedAtWork, startedAnew } from './restart.ts'

/** All of them change the same task. */
const CHANGES = 50

check(
  'answers garbage of every kind with a 4xx, and stays as it was',
  { read: 'stress', requirement: 'stress', points: 3, ms: 2800 },
  async () => {
    const app = await sharedProject()
    const ada = await newUser(app)
    const task = await newTask(app, ada, { title: 'untouched' })
    await askAll(
      garbage(ada, task),
      ([method, path, asking]) => ask(app, method, path, asking),
      ({ status }, [method, path, asking]) => {
        const sent = asking.body === undefined ? '' : ` with ${String(asking.body).slice(0, 60)}`
        const given = `the status of ${method} ${path.slice(0, 60)}${sent}`
        expect(status < 400 || status > 499 ? status : 'a 4xx', given).toBe('a 4xx')
      },
    )
    await askAll(
      OPERATORS,
      (query) => ask(app, 'GET', `${TASKS}?${query}`, { as: ada }),
      ({ status, body }, query) => {
        const given = `GET ${TASKS}?${query} of a user with one task`
        const unfiltered = expect.objectContaining({ data: [task] })
        expect(status === 422 ? 'refused' : body, given).toEqual(status === 422 ? 'refused' : unfiltered)
      },
    )
    const slow = await ask(app, 'GET', `${TASKS}?search=${encodeURIComponent('(a+)+$')}`, { as: ada })
    expect(slow.status, `GET ${TASKS}?search=(a+)+$`).toBe(200)
    await sendBytes(app, 'GET / HTTP/9.9\r\nHost:\u0000\r\n\r\n')
    await sendBytes(
      app,
      Uint8Array.from({ length: 500 }, (_, index) => (index * 91) % 256),
    )
    expect(await readTask(app, ada, task, ' after all that'), 'a task after all that').toEqual(task)
    const { data } = await readPage<Task>(app, TASKS, 'limit=100', ada)
    expect(titlesOf(data), 'the titles in the list after all that').toEqual(['untouched'])
    expect(await newTask(app, ada), 'a new task after all that').toMatchObject({ status: 'todo', priority: 3 })
  },
)

check(
  'loses and doubles nothing when 200 clients come at once',
  { read: 'stress', requirement: 'stress', points: 3, ms: 2800 },
  async () => {
    const app = await sharedProject()
    const ada = await newUser(app)
    const half = CLIENTS / 2
    const [created, signed] = await Promise.all([
      atOnce(half, (index) => ask(app, 'POST', TASKS, { as: ada, body: { title: `task ${index}` } })),
      atOnce(half, () => ask(app, 'POST', USERS, { body: { name: 'Ada', email: newEmail() } })),
    ])
    const statuses = tally([...created, ...signed].map(({ status }) => status))
    const given = `the statuses of ${half} POST ${TASKS} and ${half} POST ${USERS} at once`
    expect(statuses, given).toEqual({ 201: CLIENTS })
    const pages = await walk<Task>(app, TASKS, 'limit=100', ada)
    const wanted = Array.from({ length: half }, (_, index) => `task ${index}`)
    expect(titlesOf(pages.flat()).sort(), 'the titles in the list after that').toEqual(wanted.sort())
    const ids = signed.map(({ body }) => (body as { data?: { id?: unknown } }).data?.id)
    expect(new Set(ids).size, 'different ids among the users').toBe(half)

    const email = newEmail()
    const bodies = Array.from({ length: 10 }, (_, index) => JSON.stringify({ name: `client ${index}`, email }))
    const same = tally(await postTogether(app, USERS, bodies))
    expect(same, `the statuses of 10 POST ${USERS} with the same email at the same moment`).toEqual({ 201: 1, 409: 9 })
  },
)

check(
  'counts each of 50 changes that come at once',
  { read: 'what-the-database-decides', requirement: 'stress', points: 2, ms: 2800 },
  async () => {
    const app = await sharedProject()
    const ada = await newUser(app)
    const task = await newTask(app, ada)
    const patch = async (body: object) => (await ask(app, 'PATCH', `${TASKS}/${task.id}`, { as: ada, body })).status
    const fields = (round: number): object[] => [
      { title: `round ${round}` },
      { description: `round ${round}` },
      { priority: 1 + (round % 5) },
      { dueOn: `2026-03-${10 + round}` },
    ]
    for (let round = 0; round < 3; round += 1) {
      const statuses = await Promise.all(fields(round).map(patch))
      expect(tally(statuses), 'the statuses of four PATCH at once, each with another field').toEqual({ 200: 4 })
      const now = await readTask(app, ada, task)
      expect(now, 'the task after that').toMatchObject(Object.assign({ version: 5 + round * 4 }, ...fields(round)))
    }
    const changed = await atOnce(CHANGES, (index) => patch({ title: `change ${index}` }))
    expect(tally(changed), `the statuses of ${CHANGES} PATCH at once`).toEqual({ 200: CHANGES })
    const { version } = await readTask(app, ada, task)
    expect(version, `the version after ${CHANGES} PATCH at once, from 13`).toBe(13 + CHANGES)
    const racing = await atOnce(10, (index) => patch({ title: `race ${index}`, version }))
    expect(tally(racing), 'the statuses of 10 PATCH at once with the same version').toEqual({ 200: 1, 409: 9 })
    expect((await readTask(app, ada, task)).version, 'the version after that').toBe(version + 1)
  },
)

check(
  'agrees with a second instance that runs beside it',
  { read: 'what-the-database-decides', requirement: 'stress', points: 1, ms: 2800 },
  async () => {
    const instances = [await sharedProject(), await startProject()] as const
    const on = (index: number) => instances[index % 2 === 0 ? 0 : 1]
    // A connection that was idle while the second started may be closed in the moment in which it is used again.
    await atOnce(30, () => ask(on(0), 'GET', '/health').catch(() => undefined))
    const [ada, gone] = [await newUser(on(0)), await newUser(on(0), 'Gone')]
    const task = await newTask(on(0), ada)
    const patch = async (index: number, body: object) =>
      (await ask(on(index), 'PATCH', `${TASKS}/${task.id}`, { as: ada, body })).status
    const changed = await atOnce(20, (index) => patch(index, { title: `change ${index}` }))
    expect(tally(changed), 'the statuses of 20 PATCH of a task at once, ten by each').toEqual({ 200: 20 })
    expect((await readTask(on(1), ada, task)).version, 'its version after that, from 1').toBe(21)
    const racing = await atOnce(10, (index) => patch(index, { title: `race ${index}`, version: 21 }))
    expect(tally(racing), 'the statuses of 10 PATCH with the same version').toEqual({ 200: 1, 409: 9 })
    for (let round = 0; round < 4; round += 1) {
      const body = { name: 'Ada', email: newEmail() }
      const signed = await atOnce(10, async (index) => (await ask(on(index), 'POST', USERS, { body })).status)
      expect(tally(signed), 'the statuses of 10 sign-ups with one email, five by each').toEqual({ 201: 1, 409: 9 })
    }
    expect((await ask(on(1), 'GET', TASKS, { as: gone })).status, 'GET of a user by the second').toBe(200)
    await ask(on(0), 'DELETE', `${USERS}/${gone.id}`, { as: gone })
    const after = await ask(on(1), 'GET', TASKS, { as: gone })
    expect(after.status, 'the same by the second, after the first has deleted the user').toBe(401)
  },
)

check(
  'keeps what it has answered when it is killed while 200 clients are at work',
  { read: 'state', requirement: 'stress', points: 8, ms: 2800 },
  async () => {
    const restart = await killedAtWork()
    const { bob, sent, answered } = restart
    expect(answered.length, 'tasks that were answered with 201 until then').toBeGreaterThanOrEqual(CLIENTS / 4)
    const app = await startedAnew(restart)
    const kept = titlesOf((await walk<Task>(app, TASKS, 'limit=100', bob)).flat())
    const lost = answered.filter((title) => !kept.includes(title))
    expect(lost, 'tasks that were answered with 201 and are not there after the restart').toEqual([])
    const doubled = kept.filter((title, index) => kept.indexOf(title) !== index || !sent.includes(title))
    expect(doubled, 'tasks that are there twice, or that nobody sent').toEqual([])
  },
)

check(
  'answers what it has begun when it is told to stop, and ends with exit code 0',
  { read: 'shutdown', requirement: 'stress', points: 2, ms: 2800 },
  async () => {
    // Windows has no SIGTERM that a process could hear.
    if (process.platform === 'win32') return
    const app = await sharedProject()
    const ada = await newUser(app)
    const body = JSON.stringify({ title: 'begun before SIGTERM' })
    const posting = await beginPost(app, TASKS, body, { 'x-user-id': ada.id })
    const ended = app.stop('SIGTERM')
    expect(await refuses(app), 'whether it refuses connections after SIGTERM, within a second').toBe(true)
    expect(await posting.finish(), `the status of a POST ${TASKS} whose body ends after SIGTERM`).toBe(201)
    // This connection stays open, as those of browsers do.
    expect(await ended, 'how the process ends after that').toEqual({ code: 0, signal: null })
    posting.close()
  },
)
