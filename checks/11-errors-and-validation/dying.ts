/** What the checks of last-resort share: bringing a server down, and watching how it goes. */
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { type App, startApp, timeLimit } from 'backend-workbook/check'

export const LONG = { env: { DRAIN_MS: '60000' } }
const SHORT = { env: { DRAIN_MS: '200' } }

const REFUSE_MS = 600
const LOG_MS = 600

/** A request that is in flight until the check finishes it, on a connection that the client would keep. */
interface Upload {
  /** Sends the end, and gives the whole answer. */
  finish: () => Promise<string>
  /** Closes the connection. */
  leave: () => void
}

async function upload(app: App): Promise<Upload> {
  const agent = new Agent({ keepAlive: true })
  const request = httpRequest({ host: '127.0.0.1', port: app.port, path: '/import', method: 'POST', agent })
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    request.on('response', resolve)
    request.on('error', reject)
  })
  const whole = answer.then(text).catch(() => 'the connection was cut')
  request.write('prd_00000001,12\n')
  // The answer begins at once, so from here on the server has certainly taken the request.
  await answer
  return {
    finish: () => {
      request.end('prd_00000002,7\n')
      return whole
    },
    leave: () => agent.destroy(),
  }
}

/** Has something thrown where nobody can catch it. */
async function provoke(app: App, path: string): Promise<void> {
  const response = await app.fetch(path, { method: 'POST' }).catch(() => undefined)
  await response?.text().catch(() => undefined)
}

/** How the process ends within that time. */
export async function endOf(app: App, withinMs = 900): Promise<string> {
  const late = new Promise<undefined>((resolve) => {
    timeLimit(withinMs).addEventListener('abort', () => resolve(undefined))
  })
  const end = await Promise.race([app.exited, late])
  if (!end) return 'still running'
  return end.signal ? `ended by ${end.signal}` : `exit code ${end.code}`
}

/** Waits until so many fatal lines are there, but not for ever, and gives all there are. */
async function fatalLinesOf(app: App, count: number): Promise<Record<string, unknown>[]> {
  const late = timeLimit(LOG_MS)
  while (!late.aborted && fatalLines(app).length < count) await sleep(10)
  return fatalLines(app)
}

/** The lines of JSON with level `fatal`, parsed. */
export function fatalLines(app: App): Record<string, unknown>[] {
  return app
    .output()
    .split('\n')
    .flatMap((line) => {
      try {
        const entry: unknown = JSON.parse(line)
        return isFatal(entry) ? [entry] : []
      } catch {
        return []
      }
    })
}

function isFatal(entry: unknown): entry is Record<string, unknown> {
  return typeof entry === 'object' && entry !== null && 'level' in entry && entry.level === 'fatal'
}

/** What several checks see of one server: starting it is the dearest part of them. */
function once<T>(watch: () => Promise<T>): () => Promise<T> {
  let seen: Promise<T> | undefined
  return () => {
    seen ??= watch()
    return seen
  }
}

/** An error while two uploads are in flight. They end one after the other, when it is known who is still let in. */
export const drained = once(async () => {
  const app = await startApp(LONG)
  const uploads = await Promise.all([upload(app), upload(app)])
  await provoke(app, '/prices')
  const refused = await refusesConnections(app)
  const answers: string[] = []
  for (const sending of uploads) answers.push(await sending.finish())
  const afterAnswers = await endOf(app)
  // Now nobody keeps a connection any more, for whoever had to wait for that.
  for (const sending of uploads) sending.leave()
  return { refused, answers, afterAnswers, end: await endOf(app, 500), fatal: fatalLines(app) }
})

/** A rejection while nothing else happens. */
export const rejected = once(async () => {
  const app = await startApp(LONG)
  await provoke(app, '/mails')
  return { end: await endOf(app), fatal: fatalLines(app) }
})

/** Three odd things are thrown while a request hangs. It goes on only when the deadline should have passed. */
export const oddly = once(async () => {
  const app = await startApp(SHORT)
  const hanging = await upload(app)
  await provoke(app, '/odd')
  const lines = await fatalLinesOf(app, 3)
  const atDeadline = await endOf(app)
  await hanging.finish()
  hanging.leave()
  return { lines, atDeadline, end: await endOf(app) }
})

/** One error after the other: an upload ends after two of them, and another request never does. */
export const pestered = once(async () => {
  const app = await startApp({ env: { DRAIN_MS: '700' } })
  const sending = await upload(app)
  const hanging = await upload(app)
  await provoke(app, '/feeds')
  const messages = (await fatalLinesOf(app, 2)).map(({ message }) => message)
  const answer = await sending.finish()
  const end = await endOf(app, 1300)
  hanging.leave()
  return { messages, answer, end }
})

/** An error while an upload is in flight, where nobody has set a deadline. It ends a while later. */
export const unset = once(async () => {
  const app = await startApp()
  const sending = await upload(app)
  await provoke(app, '/prices')
  await fatalLinesOf(app, 1)
  const meanwhile = await endOf(app, 1400)
  const answer = await sending.finish()
  sending.leave()
  return { meanwhile, answer }
})

/** An error while an upload is in flight that does not end, and there is no time for it. */
export const hasty = once(async () => {
  const app = await startApp({ env: { DRAIN_MS: '0' } })
  const hanging = await upload(app)
  await provoke(app, '/prices')
  const end = await endOf(app)
  hanging.leave()
  return { end }
})

async function refusesConnections(app: App): Promise<boolean> {
  const late = timeLimit(REFUSE_MS)
  while (!late.aborted) {
    if (!(await connects(app.port))) return true
    await sleep(10)
  }
  return false
}

function connects(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}
