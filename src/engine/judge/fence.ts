import { type ChildProcess, fork, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { patience } from '../../fenced/patience.ts'
import { parseSeal, type Seal } from './seals.ts'
import { endStrays } from './strays.ts'

/** What a fenced process may use. */
export interface FenceLimits {
  /** Wall clock for the whole run, on a machine that is not busy with something else. */
  seconds: number
  heapMb: number
}

export interface ProcessEnd {
  code: number | null
  signal: NodeJS.Signals | null
}

/** How the fence ended a run that did not end by itself. */
export type Breach = { kind: 'stalled'; afterMs: number } | { kind: 'deadline'; afterMs: number } | { kind: 'memory' }

export interface FenceEvents {
  seal: [Seal]
  breach: [Breach]
}

/** Resident memory beyond the heap: Vitest, the loaded libraries, buffers. */
const BEYOND_HEAP_MB = 192
/** The watchdog reports every 50 ms of its own time, so a machine that is too busy to run it does not count. */
const STALL_TICKS = 60
const TICK_MS = 50
const OUTPUT_KEPT = 64 * 1024
const TOKEN_BYTES = 32

/**
 * A process of its own, in a process group of its own, for code that nobody has vetted. Started early, armed when the
 * learner's code loads.
 */
export class Fence extends EventEmitter<FenceEvents> {
  readonly child: ChildProcess
  readonly limits: FenceLimits
  /** Added to the environment when a run begins: the process may have started before its services. */
  runEnv: Record<string, string> = {}
  /** How it ended by itself; undefined when the fence ended it. */
  readonly exited: Promise<ProcessEnd | undefined>
  readonly run = randomBytes(12).toString('hex')
  readonly #token = randomBytes(TOKEN_BYTES / 2).toString('hex')
  #output = ''
  #ticks = 0
  #armedAt: number | undefined
  #largestMb = 0
  #killed = false
  #clean = false
  #served = false

  constructor(options: {
    entry: string
    args: string[]
    execArgv: string[]
    env: NodeJS.ProcessEnv
    limits: FenceLimits
  }) {
    super()
    this.limits = options.limits
    this.child = fork(options.entry, options.args, {
      detached: process.platform !== 'win32',
      env: { ...options.env, COURSE_RUN: this.run },
      execArgv: [...options.execArgv, `--max-old-space-size=${options.limits.heapMb}`, '--max-semi-space-size=8'],
      serialization: 'advanced',
      stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe', 'ipc'],
    })
    this.exited = new Promise((resolve) => {
      this.child.once('exit', (code, signal) => resolve(this.#killed ? undefined : { code, signal }))
    })
    this.#listen()
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null
  }

  /** Whether the run has left the process as it was. Only one that others may follow in says so. */
  get isClean(): boolean {
    return this.#clean && this.isRunning && !this.#killed
  }

  /** Whether there was a run before this one. */
  get hasServed(): boolean {
    return this.#served
  }

  /** Forgets the run: a clean process may serve once more. */
  renew(): void {
    this.#served = true
    this.removeAllListeners()
    this.#output = ''
    this.#ticks = 0
    this.#armedAt = undefined
    this.#largestMb = 0
    this.#clean = false
  }

  /** What it printed: the first 64 KB. */
  get output(): string {
    return this.#output
  }

  get largestMb(): number {
    return this.#largestMb
  }

  get memoryLimitMb(): number {
    return this.limits.heapMb + BEYOND_HEAP_MB
  }

  /** Ends the process, its group, and whatever it started that left the group. */
  kill(): void {
    const { pid } = this.child
    if (pid === undefined || this.#killed) return
    this.#killed = true
    if (process.platform === 'win32') spawnSync('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore' })
    else {
      try {
        process.kill(-pid, 'SIGKILL')
      } catch {
        this.child.kill('SIGKILL')
      }
    }
    endStrays(this.run)
  }

  #listen(): void {
    const [stdin, stdout, stderr, seals, watchdog] = this.child.stdio as [
      Writable,
      Readable,
      Readable,
      Readable,
      Readable,
    ]
    this.child.on('error', () => undefined)
    stdin.on('error', () => undefined)
    stdin.end(this.#token, 'latin1')
    for (const stream of [stdout, stderr]) {
      stream.on('data', (chunk: Buffer) => {
        if (this.#output.length < OUTPUT_KEPT) this.#output += chunk.toString('utf8')
      })
    }
    eachLine(seals, (line) => this.#onSealLine(line))
    eachLine(watchdog, (line) => {
      const [role, mb] = line.split(' ')
      this.#onMemory(Number(mb))
      if (role === 'checks') this.#onTick()
    })
  }

  #onSealLine(line: string): void {
    const seal = parseSeal(this.#token, line)
    if (!seal) return
    this.#ticks = 0
    this.#armedAt ??= Date.now()
    this.emit('seal', seal)
    if (seal.type === 'ended') this.#armedAt = Number.POSITIVE_INFINITY
    if (seal.type === 'clean') this.#clean = true
  }

  #onMemory(mb: number): void {
    this.#largestMb = Math.max(this.#largestMb, mb)
    if (mb > this.memoryLimitMb) this.#breach({ kind: 'memory' })
  }

  #onTick(): void {
    if (this.#armedAt === undefined) return
    this.#ticks += 1
    if (this.#ticks > STALL_TICKS) this.#breach({ kind: 'stalled', afterMs: STALL_TICKS * TICK_MS })
    else if (Date.now() - this.#armedAt > this.limits.seconds * 1000 * patience()) {
      this.#breach({ kind: 'deadline', afterMs: this.limits.seconds * 1000 })
    }
  }

  #breach(breach: Breach): void {
    this.emit('breach', breach)
    this.kill()
  }
}

function eachLine(stream: Readable, onLine: (line: string) => void): void {
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('error', () => undefined)
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  })
}
