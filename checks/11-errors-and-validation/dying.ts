/** What the checks of last-resort share: bringing a server down, and watching how it goes. */
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type App, startApp } from 'backend-workbook/check'

export const LONG = { env: { DRAIN_MS: '60000' } }
export const SHORT = { env: { DRAIN_MS: '200' } }

/** Starts a request whose answer begins at once: from here on it is certainly in flight. */
export async function inFlight(app: App, path: string): Promise<{ rest: Promise<string> }> {
  const response = await app.fetch(path)
  return { rest: response.text().catch(() => 'the connection was cut') }
}

/** Has something thrown where nobody can catch it. */
export async function provoke(app: App, path: string): Promise<void> {
  const response = await app.fetch(path, { method: 'POST' }).catch(() => undefined)
  await response?.text().catch(() => undefined)
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

/** Whether new connections are refused before `last` has its answer: afterwards the process may simply be gone. */
async function refusesBefore(app: App, last: Promise<unknown>): Promise<boolean> {
  let over = false
  void last.then(() => {
    over = true
  })
  while (!over && (await connects(app.port))) await sleep(10)
  await sleep(50)
  return !over
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
  reports: string[]
  refused: boolean
  end: string
}

let drain: Promise<Drain> | undefined

/** An error while two reports are in flight, which are ready 150 and 500 ms later. */
export function drained(): Promise<Drain> {
  drain ??= watchDrain()
  return drain
}

async function watchDrain(): Promise<Drain> {
  const app = await startApp(LONG)
  const reports = await Promise.all([inFlight(app, '/report?ms=150'), inFlight(app, '/report?ms=500')])
  await provoke(app, '/prices')
  const refused = await refusesBefore(app, Promise.all(reports.map(({ rest }) => rest)))
  const texts = await Promise.all(reports.map(({ rest }) => rest))
  return { reports: texts, refused, end: await endOf(app) }
}
