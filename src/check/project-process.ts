import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { freePort } from '../free-port.ts'
import { activityOf, childrenOf, type Times, tellsOfProcesses } from '../processes/linux.ts'
import { type AppEnd, collect, type Output } from './app.ts'
import { HOSTS, type Host } from './health.ts'
import { projectFolder } from './project-files.ts'
import { serviceAddresses } from './service.ts'
import { tellPrinted } from './tell-printed.ts'
import { noteProcess, watchdogPipe } from './watched.ts'

/** A learner's program, started as its operator would start it. */
export interface ProjectProcess {
  child: ChildProcess
  port: number
  /** Where it answered: nobody knows before it does. */
  host: Host
  output: Output
  exited: Promise<AppEnd>
  /** How it ended; undefined while it runs. */
  end: () => AppEnd | undefined
  /** The processor time that it has used, and has waited for, measured every 50 ms: the newest last. */
  pulse: Times[]
  /** Whether what it has started itself computes, or would if there were a processor for it. */
  isAtWorkBelow: () => boolean
}

/** The pipe on which the project says itself how much processor time it has used, where nobody else can. */
const PULSE_FD = 3
export const PULSE_MS = 50
/** Of the checks' own environment: not the project's business. */
const OURS = /^(?:COURSE_|VITEST|TINYPOOL|npm_|NODE_ENV$|TEST$|MODE$|DEV$|PROD$|SSR$|BASE_URL$)/

export async function spawnProject(env: Record<string, string>): Promise<ProjectProcess> {
  const { COURSE_APP_EXEC_ARGV: execArgv = '[]', COURSE_PROJECT_ENTRY: entry = '', COURSE_RUN } = process.env
  const port = Number(env['PORT'] ?? (await freePort()))
  const watchdog = watchdogPipe()
  const child = spawn(process.execPath, [...(JSON.parse(execArgv) as string[]), entry], {
    cwd: projectFolder(),
    env: {
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !OURS.test(name))),
      ...serviceAddresses(),
      NODE_ENV: 'production',
      ...env,
      PORT: String(port),
      ...(COURSE_RUN && { COURSE_RUN }),
      ...watchdog.env,
      ...(!tellsOfProcesses && { COURSE_PULSE_FD: String(PULSE_FD) }),
    },
    stdio: ['ignore', 'pipe', 'pipe', tellsOfProcesses ? 'ignore' : 'pipe', 'ignore', ...watchdog.stdio],
    windowsHide: true,
  })
  noteProcess(child)
  tellPrinted(child)
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
  const isAtWorkBelow = () => childrenOf(child.pid ?? 0).some((pid) => activityOf(pid)?.state === 'runs')
  const pulse = listen(child)
  return { child, port, host: HOSTS[0], output: collect(child), exited, end: () => ended, pulse, isAtWorkBelow }
}

/** Looks every 50 ms until it ends. */
function listen(child: ChildProcess): Times[] {
  const pulse: Times[] = []
  const { pid } = child
  if (tellsOfProcesses && pid !== undefined) {
    const look = setInterval(() => {
      const activity = activityOf(pid)
      if (activity) pulse.push(activity)
      else clearInterval(look)
    }, PULSE_MS).unref()
    child.once('exit', () => clearInterval(look))
    return pulse
  }
  const stream = child.stdio[PULSE_FD] as Readable
  stream.setEncoding('utf8')
  stream.on('error', () => undefined)
  stream.on('data', (text: string) => {
    for (const line of text.split('\n')) if (/^\d+$/.test(line)) pulse.push({ ranMs: Number(line), waitedMs: 0 })
  })
  return pulse
}
