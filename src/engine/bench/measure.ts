import { dirname } from 'node:path'
import type { BenchLoad } from '../../bench/index.ts'
import { afterTime } from '../../check/in-time.ts'
import { busyMachine } from '../../fenced/patience.ts'
import { type Child, ChildFailure, startChild } from './child.ts'
import { DEFAULT_CONNECTIONS } from './defaults.ts'
import type { LoadMeasure, LoadOrder, LoadSoFar, ServerMeasure, ServerOrder } from './messages.ts'
import type { SoFar } from './news.ts'
import { type Pings, startPings } from './ping.ts'

/** What one turn of one variant gave. */
export interface Sample {
  load: LoadMeasure
  pings: Pings
  server: ServerMeasure
}

/** What all turns share. */
export interface Machinery {
  loader: Child<LoadOrder>
  serverHost: string
  execArgv: string[]
  env: NodeJS.ProcessEnv
  signal: AbortSignal
  /** The route whose wait is measured. */
  ping: string
}

const START_MS = 10_000
const ANSWER_MS = 10_000
/** However busy the machine is. */
const LONGEST_MS = 60_000
const TELL_EVERY_MS = 100
const WARM_UP = 12
const WARM_UP_MS = 1000

export interface Turn {
  file: string
  load: BenchLoad
  seconds: number
  seed: number
  /** Told ten times a second what the load and the pings have shown since they began. */
  onSoFar: (soFar: SoFar) => void
}

/**
 * One turn: starts the server, warms it up, loads it while the ping is asked, and ends it.
 * @throws ChildFailure when it does not start, does not answer its routes, or ends during the load
 */
export async function measure(machinery: Machinery, turn: Turn): Promise<Sample> {
  const { file, load } = turn
  const { loader, serverHost, execArgv, env, signal, ping } = machinery
  const server = await startChild<ServerOrder>({
    file: serverHost,
    args: [file],
    execArgv,
    env,
    cwd: dirname(file),
    ms: START_MS,
    signal,
  })
  try {
    const url = `http://127.0.0.1:${server.hello.port}`
    await loader.ask({ type: 'guard', pid: server.pid }, ANSWER_MS)
    await mustAnswer(url, { path: ping }, signal)
    await warmUp(url, load, signal)
    return await underLoad(url, server, machinery, turn)
  } catch (error) {
    if (!(error instanceof ChildFailure) || error.output) throw error
    throw await server.failure(error.message)
  } finally {
    await server.end()
    await loader.ask({ type: 'guard', pid: 0 }, ANSWER_MS).catch(() => {})
  }
}

async function underLoad(
  url: string,
  server: Child<ServerOrder>,
  { loader, ping }: Pick<Machinery, 'loader' | 'ping'>,
  { load, seconds, seed, onSoFar }: Turn,
): Promise<Sample> {
  await server.ask('start', ANSWER_MS)
  const pings = startPings(url + ping)
  let latest: LoadSoFar | undefined
  const hear = (soFar: LoadSoFar) => {
    latest = soFar
  }
  // Also when the load has ended: pings that are not answered yet wait on.
  const telling = setInterval(() => latest && onSoFar({ ...latest, pingP50: pings.soFar() }), TELL_EVERY_MS)
  try {
    const order: LoadOrder = { type: 'load', url, load, seconds, seed }
    const loaded = await loader.ask<LoadMeasure, LoadSoFar>(order, seconds * 1000 + START_MS, hear)
    const [measured, asked] = await Promise.all([server.ask<ServerMeasure>('stop', START_MS), pings.stop()])
    if (asked.waits.length === 0) throw new ChildFailure(`No request for ${ping} was answered during the load.`, '')
    return { load: loaded, pings: asked, server: measured }
  } finally {
    clearInterval(telling)
    await pings.stop()
  }
}

/** A dozen requests, or a second of them where they are slow, as many at a time as the load will send. */
async function warmUp(url: string, load: BenchLoad, signal: AbortSignal): Promise<void> {
  const atOnce = Math.min(WARM_UP, load.connections ?? DEFAULT_CONNECTIONS)
  const end = performance.now() + WARM_UP_MS
  await mustAnswer(url, load, signal)
  for (let sent = 1; sent < WARM_UP && performance.now() < end; sent += atOnce) {
    await Promise.all(Array.from({ length: atOnce }, () => mustAnswer(url, load, signal)))
  }
}

/** A server that answers with errors, or not at all, would look quick or slow for a reason that teaches nothing. */
async function mustAnswer(url: string, { path, method = 'GET', body }: BenchLoad, signal: AbortSignal): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const late = new AbortController()
  const forgetTime = afterTime(ANSWER_MS, () => late.abort(), undefined, LONGEST_MS)
  const limit = AbortSignal.any([signal, late.signal])
  const failure = await fetch(url + path, { method, signal: limit, ...(body !== undefined && { body, headers }) }).then(
    async (response) => {
      await response.arrayBuffer()
      return response.ok ? undefined : `answers with ${response.status}`
    },
    (error: Error) => (late.signal.aborted ? `was not answered in time${busyMachine()}` : `fails (${causeOf(error)})`),
  )
  forgetTime()
  signal.throwIfAborted()
  if (failure) throw new ChildFailure(`${method} ${path} ${failure}.`, '')
}

/** Fetch says "fetch failed" and keeps the reason to itself. */
function causeOf(error: Error): string {
  return error.cause instanceof Error ? error.cause.message : error.message
}
