import { type ChildProcess, fork } from 'node:child_process'
import { onTestFinished } from 'vitest'
import { atTheEnd } from './endings.ts'
import { isFenced, restartClock, seal, stopClock, Unsettled } from './fence.ts'
import { serviceAddresses } from './service.ts'

/** The learner's server, running in a process of its own. */
export interface App {
  /** `http://127.0.0.1:<port>`, no slash at the end. */
  url: string
  port: number
  pid: number
  /** `fetch`, with paths relative to the app. No answer within 1.8 s is a failed check. */
  fetch: (path: string, init?: RequestInit) => Promise<Response>
  /** What the process has printed so far, stdout and stderr together; the first 256 KB. */
  output: () => string
  /** Settles when the process ends, whoever ended it. */
  exited: Promise<AppEnd>
  /** Sends the signal, waits for the end, and kills after 1.5 s. */
  stop: (signal?: NodeJS.Signals) => Promise<AppEnd>
}

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
const OUTPUT_KEPT = 256 * 1024
/** In the fenced worker: the pipe on which watchdogs report. The app's watchdog uses it as well. */
export const WATCHDOG_FD = 4

let warm = warmHost()
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

/** Called once a run, while Vitest collects the file. */
export function prepareSharedApp(): void {
  warm ??= warmHost()
  atTheEnd(() => {
    warm?.kill('SIGKILL')
    warm = undefined
    shared = undefined
  })
}

/** The process of the server that checks will share: it starts while they load. */
function warmHost(): ChildProcess | undefined {
  return isFenced && process.env['COURSE_APP_HOST'] ? spawnHost({}) : undefined
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
  return fork(host, [], {
    env: { ...process.env, ...env, ...(isFenced && { COURSE_WATCHDOG_FD: String(WATCHDOG_FD) }) },
    execArgv: JSON.parse(execArgv) as string[],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc', ...(isFenced ? [WATCHDOG_FD] : [])],
  })
}

/** `env` reaches a process that has been started already, before it loads the learner's file. */
async function boot(child: ChildProcess, env: Record<string, string> = {}): Promise<App> {
  stopClock()
  const output = collect(child)
  const exited = new Promise<AppEnd>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
  const port = await listening(child, env, exited, output)
  restartClock()
  const url = `http://127.0.0.1:${port}`
  return {
    url,
    port,
    pid: child.pid ?? 0,
    output,
    exited,
    fetch: (path, init) => fetchInTime(url, path, init),
    stop: async (signal = 'SIGTERM') => {
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
      if (child.exitCode === null && child.signalCode === null) child.kill(signal)
      const end = await exited
      clearTimeout(timer)
      return end
    },
  }
}

async function fetchInTime(url: string, path: string, init: RequestInit = {}): Promise<Response> {
  const late = AbortSignal.timeout(FETCH_MS)
  const signal = init.signal ? AbortSignal.any([init.signal, late]) : late
  try {
    return await fetch(url + path, { ...init, signal })
  } catch (error) {
    const request = `${init.method ?? 'GET'} ${path}`
    if (late.aborted && !init.signal?.aborted) throw new Unsettled(`${request} was not answered within 1.8 s`, FETCH_MS)
    if (!(error instanceof TypeError)) throw error
    const reason = error.cause instanceof Error ? error.cause.message : error.message
    throw new Error(`${request} failed: ${reason}`, { cause: error })
  }
}

/** What a process prints, so far. */
export function collect(child: ChildProcess): () => string {
  let text = ''
  const add = (chunk: Buffer) => {
    if (text.length < OUTPUT_KEPT) text += chunk.toString('utf8')
  }
  child.stdout?.on('data', add)
  child.stderr?.on('data', add)
  return () => text
}

/** @throws Error with what the learner's process said, when it ends or fails before it listens */
function listening(
  child: ChildProcess,
  env: Record<string, string>,
  exited: Promise<AppEnd>,
  output: () => string,
): Promise<number> {
  child.on('error', () => undefined)
  child.send({ file: process.env['COURSE_APP_FILE'] ?? '', env }, () => undefined)
  return new Promise((resolve, reject) => {
    let told = false
    child.once('message', (message: { port: number } | { error: string; stack: string }) => {
      told = true
      if ('port' in message) return resolve(message.port)
      seal({
        type: 'app-ended',
        beforeListening: true,
        message: message.error,
        stack: message.stack,
        outOfMemory: false,
      })
      reject(new Error(message.error))
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
    outOfMemory: /heap out of memory|Reached heap limit/.test(output),
  })
}
