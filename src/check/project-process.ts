import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { freePort } from '../free-port.ts'
import { type AppEnd, collect, WATCHDOG_FD } from './app.ts'
import { isFenced } from './fence.ts'
import { projectFolder } from './project-files.ts'
import { serviceAddresses } from './service.ts'

/** A learner's program, started as its operator would start it. */
export interface ProjectProcess {
  child: ChildProcess
  port: number
  output: () => string
  exited: Promise<AppEnd>
  /** How it ended; undefined while it runs. */
  end: () => AppEnd | undefined
  /** Processor time in ms that it has used, measured every 50 ms: the newest last. */
  pulse: number[]
}

/** The pipe on which the project's watchdog reports processor time. */
const PULSE_FD = 3
/** Of the checks' own environment: not the project's business. */
const OURS = /^(?:COURSE_|VITEST|TINYPOOL|npm_|NODE_ENV$|TEST$|MODE$|DEV$|PROD$|SSR$|BASE_URL$)/

export async function spawnProject(env: Record<string, string>): Promise<ProjectProcess> {
  const { COURSE_APP_EXEC_ARGV: execArgv = '[]', COURSE_PROJECT_ENTRY: entry = '', COURSE_RUN } = process.env
  const port = Number(env['PORT'] ?? (await freePort()))
  const child = spawn(process.execPath, [...(JSON.parse(execArgv) as string[]), entry], {
    cwd: projectFolder(),
    env: {
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !OURS.test(name))),
      ...serviceAddresses(),
      NODE_ENV: 'production',
      ...env,
      PORT: String(port),
      ...(COURSE_RUN && { COURSE_RUN }),
      ...(isFenced && { COURSE_WATCHDOG_FD: String(WATCHDOG_FD), COURSE_PULSE_FD: String(PULSE_FD) }),
    },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', ...(isFenced ? [WATCHDOG_FD] : [])],
    windowsHide: true,
  })
  let ended: AppEnd | undefined
  const exited = new Promise<AppEnd>((resolve) => {
    const onEnd = (code: number | null, signal: NodeJS.Signals | null) => {
      ended ??= { code, signal }
      resolve(ended)
    }
    // `close` comes when all it printed has been read, and never where a child of its own holds on to its output.
    child.once('exit', (code, signal) => setTimeout(onEnd, 100, code, signal))
    child.once('close', onEnd)
    child.once('error', () => onEnd(null, null))
  })
  return { child, port, output: collect(child), exited, end: () => ended, pulse: listen(child) }
}

function listen(child: ChildProcess): number[] {
  const pulse: number[] = []
  const stream = child.stdio[PULSE_FD] as Readable
  stream.setEncoding('utf8')
  stream.on('error', () => undefined)
  stream.on('data', (text: string) => {
    for (const line of text.split('\n')) if (/^\d+$/.test(line)) pulse.push(Number(line))
  })
  return pulse
}
