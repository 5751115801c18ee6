/** What the checks of last-resort share: bringing a server down, and watching how it goes. */
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { type App, startApp } from 'backend-workbook/check'

export const LONG = { env: { DRAIN_MS: '60000' } }
export const SHORT = { env: { DRAIN_MS: '200' } }

const REFUSE_MS = 800
const LOG_MS = 600

/** A request that is in flight until the check finishes it, on a connection that the client would keep. */
interface Upload {
  /** Sends the end, and gives the whole answer. */
  finish: () => Promise<string>
}

export async function upload(app: App): Promise<Upload> {
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
  }
}

/** Has something thrown where nobody can catch it. */
export async function provoke(app: App, path: string): Promise<void> {
  const response = await app.fetch(path, { method: 'POST' }).catch(() => undefined)
  await response?.text().catch(() => undefined)
}

/** A request that is never answered to its end. */
export async function hang(app: App): Promise<void> {
  const response = await app.fetch('/stuck')
  response.text().catch(() => undefined)
}

/** How the process ends within that time. */
export async function endOf(app: App, withinMs = 900): Promise<string> {
  const timer = new AbortController()
  const end = await Promise.race([
    app.exited,
    sleep(withinMs, undefined, { signal: timer.signal }).catch(() => undefined),
  ])
  timer.abort()
  if (!end) return 'still running'
  return end.signal ? `ended by ${end.signal}` : `exit code ${end.code}`
}

/** Waits until so many fatal lines are there, but not for ever, and gives all there are. */
export async function fatalLinesOf(app: App, count: number): Promise<Record<string, unknown>[]> {
  for (let waited = 0; waited < LOG_MS && fatalLines(app).length < count; waited += 10) await sleep(10)
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

/** What is seen of one end, by several checks: starting a server is the slowest part of them. */
interface End {
  end: string
  fatal: Record<string, unknown>[]
}

const ended = new Map<string, Promise<End>>()

/** Brings a server of its own down by that path. */
export function endAfter(path: string): Promise<End> {
  const known = ended.get(path) ?? bringDown(path)
  ended.set(path, known)
  return known
}

async function bringDown(path: string): Promise<End> {
  const app = await startApp(LONG)
  await provoke(app, path)
  const end = await endOf(app)
  return { end, fatal: fatalLines(app) }
}

interface Drain {
  answers: string[]
  refused: boolean
  end: string
}

let drain: Promise<Drain> | undefined

/** An error while two uploads are in flight. They end one after the other, when it is known who is still let in. */
export function drained(): Promise<Drain> {
  drain ??= watchDrain()
  return drain
}

async function watchDrain(): Promise<Drain> {
  const app = await startApp(LONG)
  const [first, second] = await Promise.all([upload(app), upload(app)])
  await provoke(app, '/prices')
  const refused = await refusesConnections(app)
  const answers = [await first.finish(), await second.finish()]
  return { answers, refused, end: await endOf(app) }
}

async function refusesConnections(app: App): Promise<boolean> {
  for (let waited = 0; waited < REFUSE_MS; waited += 10) {
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
