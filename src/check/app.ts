import { type ChildProcess, fork } from 'node:child_process'
import { afterAll, onTestFinished } from 'vitest'

/** The learner's server, running in a process of its own. */
export interface App {
  /** `http://127.0.0.1:<port>`, no slash at the end. */
  url: string
  port: number
  pid: number
  /** `fetch`, with paths relative to the app. Fails after 2 s, so that a server that never answers is a failed check. */
  fetch: (path: string, init?: RequestInit) => Promise<Response>
  /** What the process has printed so far, stdout and stderr together; the first 256 KB. */
  output: () => string
  /** Settles when the process ends, whoever ended it. */
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  /** Sends the signal, waits for the end, and kills after 1,500 ms. */
  stop: (signal?: NodeJS.Signals) => Promise<{ code: number | null; signal: NodeJS.Signals | null }>
}

export interface AppOptions {
  /** Added to the environment of the process. */
  env?: Record<string, string>
}

const FETCH_MS = 2000
const STOP_MS = 1500
const OUTPUT_KEPT = 256 * 1024
const typescriptInWorkers = new URL('./typescript-in-workers.mjs', import.meta.url).href

let shared: Promise<App> | undefined

/** Starts the exercise's server for one check, and stops it when that check ends. */
export async function startApp(options: AppOptions = {}): Promise<App> {
  const app = await boot(options)
  onTestFinished(async () => {
    await app.stop('SIGKILL')
  })
  return app
}

/** The exercise's server, started at the first call and shared by all checks of the file. */
export function sharedApp(): Promise<App> {
  shared ??= boot({})
  return shared
}

afterAll(async () => {
  const app = await shared?.catch(() => undefined)
  shared = undefined
  await app?.stop('SIGKILL')
})

async function boot({ env = {} }: AppOptions): Promise<App> {
  const { COURSE_APP_HOST: host = '', COURSE_APP_FILE: file = '', COURSE_APP_EXEC_ARGV: execArgv = '[]' } = process.env
  const child = fork(host, [file], {
    env: { ...process.env, ...env },
    execArgv: [...(JSON.parse(execArgv) as string[]), '--import', typescriptInWorkers],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const output = collect(child)
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
  const port = await listening(child, output)
  const url = `http://127.0.0.1:${port}`
  return {
    url,
    port,
    pid: child.pid ?? 0,
    output,
    exited,
    fetch: (path, init = {}) => fetch(url + path, { signal: AbortSignal.timeout(FETCH_MS), ...init }),
    stop: async (signal = 'SIGTERM') => {
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
      if (child.exitCode === null && child.signalCode === null) child.kill(signal)
      const end = await exited
      clearTimeout(timer)
      return end
    },
  }
}

function collect(child: ChildProcess): () => string {
  let text = ''
  const add = (chunk: Buffer) => {
    if (text.length < OUTPUT_KEPT) text += chunk.toString('utf8')
  }
  child.stdout?.on('data', add)
  child.stderr?.on('data', add)
  return () => text
}

/** @throws Error with what the learner's process said, when it ends or fails before it listens */
function listening(child: ChildProcess, output: () => string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('message', (message: { port: number } | { error: string }) => {
      if ('port' in message) resolve(message.port)
      else reject(new Error(message.error))
    })
    child.once('error', reject)
    child.once('exit', (code) =>
      reject(new Error(`the server ended (exit code ${code}) before it listened\n${output()}`)),
    )
  })
}
