/** Runs the learner's init: as process 1 of a PID namespace where the system allows it, else as a plain process. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { timeLimit } from 'backend-workbook/check'

const [UNSHARE, ...NAMESPACE] = ['unshare', '--user', '--pid', '--fork', '--mount-proc', '--kill-child'] as const
/** For all that is waited for in one run. */
const GIVE_UP_MS = 1500

export interface Init {
  /** All that it and its child have printed. */
  output: () => string
  /** What of it came on stderr. */
  errors: () => string
  /** Sends a signal to init, and to nobody else. */
  send: (signal: NodeJS.Signals) => void
  /** Waits until a line of the output is this one, so many times. */
  says: (line: string, times?: number) => Promise<void>
  /** Waits for its end: `exit code 7`, `ended by SIGTERM` or `still running`. */
  end: () => Promise<string>
  /** Also false when all time for this run has passed. */
  isRunning: () => boolean
}

interface Options {
  env?: Record<string, string>
  /** For its stdin, which then ends. Without it, stdin is empty. */
  input?: string
  cwd?: string
}

export const program = (name: string): string[] => [
  process.execPath,
  fileURLToPath(new URL(`./programs/${name}.mjs`, import.meta.url)),
]

let namespaces: boolean | undefined

function hasNamespaces(): boolean {
  namespaces ??= process.platform === 'linux' && spawnSync(UNSHARE, [...NAMESPACE, 'true']).status === 0
  return namespaces
}

/** How messages name it. */
export const place = (): string => (hasNamespaces() ? 'as process 1' : 'as a plain process')

/** Starts it with this command for one check. */
export async function withInit<T>(
  command: string[],
  { env = {}, input = '', cwd }: Options,
  body: (init: Init) => Promise<T>,
): Promise<T> {
  const own = [process.execPath, ...flags(), join(process.env['COURSE_PROJECT'] ?? '', 'src/init.ts'), ...command]
  const [first = '', ...args] = hasNamespaces() ? [UNSHARE, ...NAMESPACE, ...own] : own
  const { GRACE_MS: _, ...inherited } = process.env
  const child = spawn(first, args, { env: { ...inherited, ...env }, cwd, stdio: 'pipe', detached: true })
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  try {
    return await body(watch(child))
  } finally {
    killAll(child)
  }
}

/** How TypeScript runs here, for the process itself. */
function flags(): string[] {
  return JSON.parse(process.env['COURSE_APP_EXEC_ARGV'] ?? '[]') as string[]
}

function watch(child: ChildProcess): Init {
  let output = ''
  let errors = ''
  let ended: string | undefined
  let pid: number | undefined
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (bytes) => (output += String(bytes)))
  child.stderr?.on('data', (bytes) => (errors += String(bytes)))
  child.once('exit', (code, signal) => (ended = signal ? `ended by ${signal}` : `exit code ${code}`))
  const late = timeLimit(GIVE_UP_MS)
  const until = async (isDone: () => boolean) => {
    while (!isDone() && !late.aborted) await sleep(5)
  }
  return {
    output: () => output,
    errors: () => errors,
    isRunning: () => ended === undefined && !late.aborted,
    send: (signal) => {
      pid ??= pidOf(child)
      if (ended === undefined && pid !== undefined) sendTo(pid, signal)
    },
    says: (line, times = 1) => until(() => ended !== undefined || count(output, line) >= times),
    end: async () => {
      await until(() => ended !== undefined)
      // What was printed last may still be under way.
      await sleep(20)
      return ended ?? 'still running'
    },
  }
}

function count(output: string, line: string): number {
  return output.split('\n').filter((each) => each.trim() === line).length
}

/** Seen from here, process 1 of the namespace has another number: it is the only child of unshare. */
function pidOf({ pid }: ChildProcess): number | undefined {
  if (!hasNamespaces() || pid === undefined) return pid
  try {
    const [first] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
    return first ? Number(first) : undefined
  } catch {
    return undefined
  }
}

function sendTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has gone.
  }
}

/** With process 1 the kernel ends all others of the namespace; outside of one, the group is what is known. */
function killAll({ pid }: ChildProcess): void {
  if (pid !== undefined) sendTo(-pid, 'SIGKILL')
}
