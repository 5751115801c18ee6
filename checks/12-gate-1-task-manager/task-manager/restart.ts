import { type App, serviceUrl, sharedProject } from 'backend-workbook/check'
import { ask, atOnce, newTask, newUser, readPage, TASKS, type Task, type User } from './client.ts'
import { type Detour, openDetour } from './detour.ts'

export const CLIENTS = 200
/** So many have heard 201 when the process is killed, and the others are at work. */
const ANSWERED = 50

/** What lay in the database when the process was killed, and what was on its way there. */
export interface Restart {
  ada: User
  /** Of Ada's, and the cursor after the first of them by priority. */
  tasks: Task[]
  nextCursor: string | null
  bob: User
  /** Titles of the tasks that clients sent in Bob's name, and of those that were answered with 201. */
  sent: string[]
  answered: string[]
  /** Undefined where no detour to the database can be made. */
  detour: Detour | undefined
}

let restart: Promise<Restart> | undefined

/** Kills the shared project in the middle of its work, once in a run; several checks look at what is there afterwards. */
export function killedAtWork(): Promise<Restart> {
  restart ??= killAtWork()
  return restart
}

/** The project as it was started after that: it reaches its database by that detour. */
export async function startedAnew({ detour }: Restart): Promise<App> {
  return sharedProject(detour && { env: { MONGODB_URI: detour.url } })
}

async function killAtWork(): Promise<Restart> {
  const app = await sharedProject()
  const [ada, bob] = [await newUser(app), await newUser(app, 'Bob')]
  const tasks = [await newTask(app, ada, { title: 'one' }), await newTask(app, ada, { title: 'two', priority: 5 })]
  const { nextCursor } = await readPage<Task>(app, TASKS, 'limit=1&sort=priority', ada)
  const sent = Array.from({ length: CLIENTS }, (_, index) => `client ${index}`)
  const answered: string[] = []
  let dead: Promise<unknown> | undefined
  await atOnce(CLIENTS, async (index) => {
    const title = sent[index] ?? ''
    const status = await ask(app, 'POST', TASKS, { as: bob, body: { title } }).then(
      (answer) => answer.status,
      () => 0,
    )
    if (status === 201) answered.push(title)
    if (answered.length === ANSWERED) dead ??= app.stop('SIGKILL')
  })
  await (dead ?? app.stop('SIGKILL'))
  return { ada, tasks, nextCursor, bob, sent, answered, detour: await openDetour(serviceUrl('mongodb')) }
}
