/** Runs the learner's primary with workers of the judge's, and reads what those write down. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, timeLimit } from 'backend-workbook/check'

/** What the workers do that start from now on. */
export interface Plan {
  version?: number
  /** `hold`: it runs and never listens. `first-dies`: the others of its version listen somewhat later. */
  start?: 'listen' | 'die' | 'first-dies' | 'hold'
  /** After SIGTERM. */
  end?: 'drain' | 'stay'
}

export interface Line {
  what: 'start' | 'ready' | 'listen' | 'term' | 'slow'
  pid: number
  version: number
  at: number
}

export interface Cluster {
  pid: number
  plan: (plan: Plan) => void
  /** All that has happened to workers so far. */
  lines: (what?: Line['what'], version?: number) => Line[]
  /** Which of them run now, by their numbers. */
  running: () => number[]
  ask: (path: string) => Promise<{ pid: number; version: number }>
  send: (signal: NodeJS.Signals) => void
  output: () => string
  /** Waits for the end of the primary: `exit code 0`, `ended by SIGTERM` or `still running`. */
  end: () => Promise<string>
  isOver: () => boolean
}

const PROGRAM = fileURLToPath(new URL('./programs/worker.mjs', import.meta.url))
const OURS = /^(?:WORKERS?|GRACE_MS|BACKOFF_MS|BACKOFF_MAX_MS)$/
/** For what a check waits for, each time, with the start of a process in it; on a busy machine as many times longer as that is slower. */
const PATIENCE_MS = 1600
const START_MS = 2400
const ANSWER_MS = 2000

export async function withCluster<T>(
  env: Record<string, string>,
  body: (cluster: Cluster) => Promise<T>,
  plan: Plan = {},
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'cluster-'))
  const [log, plans] = [join(folder, 'log'), join(folder, 'plan.json')]
  writeFileSync(log, '')
  writeFileSync(plans, JSON.stringify(plan))
  const port = await freePort()
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OURS.test(name)))
  const own = { PORT: String(port), LOG: log, PLAN: plans, WORKER: PROGRAM, ...env }
  const flags = JSON.parse(process.env['COURSE_APP_EXEC_ARGV'] ?? '[]') as string[]
  const file = join(process.env['COURSE_PROJECT'] ?? '', 'src/primary.ts')
  const child = spawn(process.execPath, [...flags, file], {
    env: { ...inherited, ...own },
    detached: true,
    stdio: 'pipe',
  })
  try {
    return await body(watch(child, port, log, plans))
  } finally {
    killAll(child)
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Waits until this holds, or says that it never did. */
export async function until(what: string, holds: () => boolean, ms = PATIENCE_MS): Promise<void> {
  const late = timeLimit(ms)
  while (!holds()) {
    if (late.aborted) expect('it did not', what).toBe('it did')
    await sleep(5)
  }
}

/** Gives it time to happen; it need not. */
export async function perhaps(holds: () => boolean, ms: number): Promise<void> {
  const late = timeLimit(ms)
  while (!holds() && !late.aborted) await sleep(5)
}

/** Waits until as many workers as that listen, and says which. */
export async function listening(cluster: Cluster, count: number): Promise<number[]> {
  await until(`whether ${count} workers listen`, () => cluster.lines('listen').length >= count, START_MS)
  return inOrder(cluster.lines('listen').map(({ pid }) => pid))
}

function watch(child: ChildProcess, port: number, log: string, plans: string): Cluster {
  let output = ''
  let ended: string | undefined
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (bytes) => (output += String(bytes)))
  child.once('exit', (code, signal) => (ended = signal ? `ended by ${signal}` : `exit code ${code}`))
  const lines: Cluster['lines'] = (what, version) =>
    readFileSync(log, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map(lineOf)
      .filter((line) => (what ?? line.what) === line.what && (version ?? line.version) === line.version)
  return {
    pid: child.pid ?? 0,
    plan: (plan) => {
      // A worker may read it at this very moment.
      writeFileSync(`${plans}.new`, JSON.stringify(plan))
      renameSync(`${plans}.new`, plans)
    },
    lines,
    running: () => inOrder(lines('start').map(({ pid }) => pid)).filter(isAlive),
    ask: (path) => ask(port, path),
    send: (signal) => void (ended === undefined && child.kill(signal)),
    output: () => output,
    end: async () => {
      await perhaps(() => ended !== undefined, ANSWER_MS)
      return ended ?? 'still running'
    },
    isOver: () => ended !== undefined,
  }
}

function inOrder(pids: number[]): number[] {
  return pids.toSorted((one, other) => one - other)
}

function lineOf(text: string): Line {
  const [what = '', pid, version, at] = text.split(' ')
  return { what: what as Line['what'], pid: Number(pid), version: Number(version), at: Number(at) }
}

/** With a connection of its own: one that is kept open is a matter of the worker's. */
function ask(port: number, path: string): Promise<{ pid: number; version: number }> {
  const answer = new Promise<{ pid: number; version: number }>((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, agent: false, signal: timeLimit(ANSWER_MS) }, (response) => {
      let text = ''
      response.on('data', (part) => (text += String(part)))
      response.once('error', reject)
      response.once('end', () => resolve(JSON.parse(text) as { pid: number; version: number }))
    })
    asked.once('error', reject)
    asked.end()
  })
  // A check that has failed meanwhile does not wait for it any more.
  answer.catch(() => undefined)
  return answer
}

/** A zombie that nobody has collected yet counts as alive for a moment: poll. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** To a worker, which may have gone meanwhile. */
export function signal(pid: number, name: NodeJS.Signals): void {
  if (isAlive(pid)) process.kill(pid, name)
}

/** It and all workers, which are in its process group. */
function killAll({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // They have gone.
  }
}

function freePort(): Promise<number> {
  const server = createServer()
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
