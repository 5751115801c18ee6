import { type ChildProcess, fork } from 'node:child_process'
import { onTestFinished } from 'vitest'
import { lateAnswer, type Progress } from './asked.ts'
import { seal } from './channel.ts'
import { atTheEnd } from './endings.ts'
import { restartClock, stopClock, Unsettled } from './fence.ts'
import { type HostOrder, isAnswer } from './host-messages.ts'
import { type Ask, NoAnswer, openHttp } from './http-ask.ts'
import { afterTime, timeLimit } from './in-time.ts'
import { tailOf } from './printed.ts'
import { serviceAddresses } from './service.ts'
import { tellPrinted } from './tell-printed.ts'
import { noteProcess, watchdogPipe } from './watched.ts'

/** The learner's server, running in a process of its own. */
export interface App {
  /** `http://127.0.0.1:<port>`, no slash at the end. */
  url: string
  port: number
  /** Where it listens: a project may have chosen `::1`. */
  host: string
  pid: number
  /**
   * As `fetch`, with paths relative to the app; the whole answer, and no other where it redirects. None within 1.8 s is
   * a failed check.
   */
  fetch: (path: string, init?: RequestInit) => Promise<Response>
  /** What the process has printed so far, on both streams or on one; the first 256 KB. */
  output: Output
  /** Settles when the process ends, whoever ended it. */
  exited: Promise<AppEnd>
  /** Sends the signal, waits for the end, and kills after 1.5 s. */
  stop: (signal?: NodeJS.Signals) => Promise<AppEnd>
}

/** What a process has printed: on both streams, as it came, or on one of them. */
export type Output = (stream?: 'stdout' | 'stderr') => string

export interface AppEnd {
  code: number | null
  signal: NodeJS.Signals | null
}

export interface AppOptions {
  /** Added to the environment of the process. */
  env?: Record<string, string>
}

const FETCH_MS = 1800
const STOP_MS = 1500
/** Between a connection that breaks and the news that the process behind it has ended. */
const END_MS = 250
const OUTPUT_KEPT = 256 * 1024

const { setTimeout } = globalThis

let warm: ChildProcess | undefined
let shared: Promise<App> | undefined

/** Starts the exercise's server for one check, and stops it when that check ends. */
export async function startApp(options: AppOptions = {}): Promise<App> {
  const app = await boot(spawnHost(options.env ?? {}))
  onTestFinished(async () => {
    await app.stop('SIGKILL')
  })
  return app
}

/**
 * The exercise's server, started at the first call, with the options of that call, and shared by all checks of the
 * file. That it ends by itself ends the exercise.
 */
export function sharedApp(options: AppOptions = {}): Promise<App> {
  shared ??= bootShared(options.env ?? {})
  return shared
}

/** Starts the process of the server that checks will share: it loads what it needs while they load. */
export function startWarmHost(): void {
  warm ??= spawnHost({})
}

/** Called once a run, while the file is collected. */
export function prepareSharedApp(): void {
  if (process.env['COURSE_APP_HOST']) startWarmHost()
  atTheEnd(() => {
    warm?.kill('SIGKILL')
    warm = undefined
    shared = undefined
  })
}

async function bootShared(env: Record<string, string>): Promise<App> {
  const child = warm ?? spawnHost({})
  warm = undefined
  atTheEnd(() => child.kill('SIGKILL'))
  const app = await boot(child, { ...serviceAddresses(), ...env })
  let asked = false
  void app.exited.then((end) => {
    if (!asked && !child.killed) sealEnd(end, false, app.output())
  })
  const stop: App['stop'] = (signal) => {
    asked = true
    return app.stop(signal)
  }
  return { ...app, stop }
}

function spawnHost(env: Record<string, string>): ChildProcess {
  const { COURSE_APP_HOST: host = '', COURSE_APP_EXEC_ARGV: execArgv = '[]' } = process.env
  const watchdog = watchdogPipe()
  const child = fork(host, [], {
    env: { ...process.env, ...env, ...watchdog.env },
    execArgv: JSON.parse(execArgv) as string[],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc', ...watchdog.stdio],
  })
  noteProcess(child)
  return child
}

/** `env` reaches a process that has been started already, before it loads the learner's file. */
async function boot(child: ChildProcess, env: Record<string, string> = {}): Promise<App> {
  stopClock()
  const output = collect(child)
  tellPrinted(child)
  const exited = new Promise<AppEnd>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
  const port = await listening(child, env, exited, output)
  restartClock()
  const url = `http://127.0.0.1:${port}`
  const ask = openHttp(() => url)
  return {
    url,
    port,
    host: '127.0.0.1',
    pid: child.pid ?? 0,
    output,
    exited,
    fetch: (path, init) => askInTime({ ask, exited }, path, init),
    stop: async (signal = 'SIGTERM') => {
      const forgetKill = afterTime(STOP_MS, () => child.kill('SIGKILL'), stopClock)
      if (child.exitCode === null && child.signalCode === null) child.kill(signal)
      const end = await exited
      forgetKill()
      return end
    },
  }
}

async function askInTime(
  { ask, exited }: { ask: Ask; exited: Promise<AppEnd> },
  path: string,
  init: RequestInit = {},
): Promise<Response> {
  const late = timeLimit(FETCH_MS)
  const start = performance.now()
  const signal = init.signal ? AbortSignal.any([init.signal, late]) : late
  const progress: Progress = { bytes: 0 }
  try {
    return await ask(path, { ...init, signal }, progress)
  } catch (error) {
    const request = `${init.method ?? 'GET'} ${path}`
    if (late.aborted && !init.signal?.aborted) {
      const afterMs = Math.round((performance.now() - start) / 100) * 100
      throw new Unsettled(`${request} ${lateAnswer(progress, afterMs)}`, afterMs)
    }
    if (!(error instanceof NoAnswer)) throw error
    // That the process has ended says more, and is known a little later.
    await Promise.race([exited, new Promise((resolve) => setTimeout(resolve, END_MS))])
    throw new Error(`${request} failed: ${error.message}`, { cause: error })
  }
}

/** What a process prints, so far. */
export function collect(child: ChildProcess): Output {
  const kept = { both: '', stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.on('data', (chunk: Buffer) => {
      if (kept.both.length >= OUTPUT_KEPT) return
      const text = chunk.toString('utf8')
      kept.both += text
      kept[stream] += text
    })
  }
  return (stream) => kept[stream ?? 'both']
}

/** @throws Error with what the learner's process said, when it ends or fails before it listens */
function listening(
  child: ChildProcess,
  env: Record<string, string>,
  exited: Promise<AppEnd>,
  output: () => string,
): Promise<number> {
  child.on('error', () => undefined)
  const token = `${performance.now()} ${Math.random()}`
  const order: HostOrder = { file: process.env['COURSE_APP_FILE'] ?? '', env, token }
  child.send(order, () => undefined)
  return new Promise((resolve, reject) => {
    let told = false
    child.on('message', (message: unknown) => {
      if (told || !isAnswer(message, token)) return
      told = true
      const { port, error = '', stack = '' } = message
      if (port !== undefined) return resolve(port)
      seal({ type: 'app-ended', beforeListening: true, message: error, stack, outOfMemory: false })
      reject(new Error(error))
    })
    void exited.then((end) => {
      if (told || child.killed) return
      sealEnd(end, true, output())
      reject(new Error(`the server ended before it listened\n${output()}`))
    })
  })
}

function sealEnd({ code, signal }: AppEnd, beforeListening: boolean, output: string): void {
  const how = signal ? `was ended by ${signal}` : `ended by itself (exit code ${code})`
  const thrown = /^(?:\w*Error(?: \[\w+\])?: .*)$/m.exec(output)?.[0]
  seal({
    type: 'app-ended',
    beforeListening,
    message: `Your server ${how}${beforeListening ? ' before it listened' : ''}${thrown ? `: ${thrown}` : '.'}`,
    stack: output,
    ...(!thrown && { output: tailOf(output) }),
    outOfMemory: /heap out of memory|Reached heap limit/.test(output),
  })
}
