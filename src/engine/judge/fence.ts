import { randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import type { PrepareOrder, RunOrder } from '../../fenced/order.ts'
import { eachLine } from '../../processes/each-line.ts'
import { killTree } from '../../processes/kill-tree.ts'
import { endMarked, wearsMark } from '../../processes/run-mark.ts'
import type { Breach, Share } from './fence-clock.ts'
import { type FencedProcess, isRunning, WATCHDOG_FD } from './fenced-process.ts'
import { type Printed, PrintedSoFar } from './printed.ts'
import { RunGuard } from './run-guard.ts'
import { parseSeal, type RunReport, type Seal } from './seals.ts'

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

export interface FenceEvents {
  seal: [Seal]
}

/** Resident memory beyond the heap: the runner, the loaded libraries, buffers. */
const BEYOND_HEAP_MB = 192
const OUTPUT_KEPT = 64 * 1024
const TOKEN_BYTES = 16
/** What a process has said last may arrive a little after its end. */
const LAST_WORDS_MS = 100

/**
 * A process of its own, in a process group of its own, for code that nobody has vetted. Started early, armed when the
 * learner's code loads.
 */
export class Fence extends EventEmitter<FenceEvents> {
  readonly limits: FenceLimits
  /** How it ended by itself; undefined when the fence ended it. */
  readonly exited: Promise<ProcessEnd | undefined>
  readonly #process: FencedProcess
  readonly #orders: Writable
  readonly #token = randomBytes(TOKEN_BYTES).toString('hex')
  #guard: RunGuard
  #output = ''
  #printed = new PrintedSoFar()
  #breach: Breach | undefined
  #onStarved: () => void = () => undefined
  #killed = false
  #clean = false
  #served = false

  constructor(fenced: FencedProcess, limits: FenceLimits) {
    super()
    this.limits = limits
    this.#guard = this.#newGuard()
    this.#process = fenced
    const { child } = fenced
    this.#orders = child.stdio[4] as Writable
    this.#orders.on('error', () => undefined)
    const seals = child.stdio[3] as Readable
    const heard = new Promise((resolve) => seals.once('close', resolve))
    this.exited = new Promise((resolve) => {
      const end = (code: number | null, signal: NodeJS.Signals | null) => {
        this.#guard.stop()
        const lastWords = new Promise((done) => setTimeout(done, LAST_WORDS_MS))
        void Promise.race([heard, lastWords]).then(() => resolve(this.#killed ? undefined : { code, signal }))
      }
      child.once('exit', end)
      // It could not be started: there is no exit then.
      child.once('error', () => end(null, null))
      // It was started before us, and may have ended before us.
      if (!this.isRunning) end(child.exitCode, child.signalCode)
    })
    this.#listen(seals)
  }

  /** Says what it will have to do, which may be long before it does it. */
  prepare(order: Omit<PrepareOrder, 'type' | 'token'>): void {
    this.#send({ type: 'prepare', token: this.#token, ...order })
  }

  /** Gives what the runner saw; undefined when the process ended, or was ended, before it could say. */
  async run(order: Omit<RunOrder, 'type'>): Promise<RunReport | undefined> {
    let report: RunReport | undefined
    const reported = new Promise<void>((resolve) => {
      this.on('seal', (seal) => {
        if (seal.type !== 'report') return
        report = seal.report
        resolve()
      })
    })
    const starved = new Promise<void>((resolve) => {
      this.#onStarved = resolve
    })
    // What came before is nobody's code but ours.
    this.#printed = new PrintedSoFar()
    this.#send({ type: 'run', ...order })
    const { pid } = this.#process.child
    if (pid !== undefined) this.#guard.start(pid)
    // One that gets no processor time takes seconds to die as well, and has nothing to say.
    await Promise.race([reported, this.exited, starved])
    return report
  }

  #send(order: PrepareOrder | RunOrder): void {
    this.#orders.write(`${JSON.stringify(order)}\n`)
  }

  get isRunning(): boolean {
    return isRunning(this.#process)
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
    this.#breach = undefined
    this.#clean = false
    this.#guard.stop()
    this.#guard = this.#newGuard()
  }

  /** What it printed: the first 64 KB. */
  get output(): string {
    return this.#output
  }

  /** What the judged code printed, in this process and in those of its servers; undefined where it was nothing. */
  get printed(): Printed | undefined {
    return this.#printed.tell()
  }

  /** Reads to its end what was written before now: what was said of it elsewhere may have come first. */
  async catchUp(): Promise<void> {
    // The turn in which we are may have been asked for events before it was written; the one after the next was not.
    for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  }

  /** How much of that was read. */
  get printedBytes(): number {
    return this.#printed.bytes
  }

  /** Why the fence has ended the process; undefined where it did not. */
  get breach(): Breach | undefined {
    return this.#breach
  }

  /** Checks that were late because others had the processors. */
  get starved(): ReadonlyMap<string, Share> {
    return this.#guard.starved
  }

  get largestMb(): number {
    return this.#guard.largestMb
  }

  get memoryLimitMb(): number {
    return this.limits.heapMb + BEYOND_HEAP_MB
  }

  /** Ends the process, its group, and whatever it started that left the group. */
  kill(): void {
    const { child, mark } = this.#process
    const { pid } = child
    if (pid === undefined || this.#killed) return
    this.#killed = true
    this.#guard.stop()
    const isWorn = wearsMark(pid, mark)
    try {
      killTree(pid)
    } catch {
      child.kill('SIGKILL')
    }
    endMarked(mark, isWorn)
  }

  #listen(seals: Readable): void {
    const { child } = this.#process
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        if (this.#output.length < OUTPUT_KEPT) this.#output += chunk
        this.#printed.add(chunk)
      })
    }
    eachLine(seals, (line) => this.#onSealLine(line))
    const watchdog = (child.stdio as (Readable | undefined)[])[WATCHDOG_FD]
    if (!watchdog) return
    eachLine(watchdog, (line) => this.#guard.hear(line))
  }

  #onSealLine(line: string): void {
    const seal = parseSeal(this.#token, line)
    if (!seal) return
    // It is no sign of progress: what prints without end goes nowhere.
    if (seal.type === 'printed') {
      this.#printed.add(seal.text, seal.breaks)
      return
    }
    this.#guard.onSeal(seal)
    this.emit('seal', seal)
    if (seal.type === 'clean') this.#clean = true
  }

  #newGuard(): RunGuard {
    return new RunGuard({ seconds: this.limits.seconds, memoryMb: this.memoryLimitMb }, (breach) => {
      if (this.#killed) return
      this.#breach = breach
      this.kill()
      if (breach.kind === 'busy') this.#onStarved()
    })
  }
}
