import { patience } from '../../fenced/patience.ts'
import { leash } from '../../processes/leash.ts'
import { tellsOfProcesses } from '../../processes/linux.ts'
import { type Breach, FenceClock, type Look, type Share } from './fence-clock.ts'
import { ProcessWatch } from './process-watch.ts'
import { PulseWatch } from './pulse-watch.ts'
import type { Seal } from './seals.ts'

const TICK_MS = 50

export interface GuardLimits {
  /** Wall clock for the whole run, on a machine that is not busy with something else. */
  seconds: number
  /** Resident, of the largest process. */
  memoryMb: number
}

/** Watches one run from outside. The clock is ours: what it watches may have been stopped. */
export class RunGuard {
  readonly #limits: GuardLimits
  readonly #onBreach: (breach: Breach) => void
  readonly #clock: FenceClock
  readonly #watch = new ProcessWatch()
  readonly #pulse = new PulseWatch()
  readonly #starved = new Map<string, Share>()
  #lastCheck: string | undefined
  #timer: NodeJS.Timeout | undefined
  #unleash: () => void = () => undefined
  #largestMb = 0
  #isOver = false

  /** @param onBreach called once at most */
  constructor(limits: GuardLimits, onBreach: (breach: Breach) => void) {
    this.#limits = limits
    this.#onBreach = onBreach
    this.#clock = new FenceClock(limits.seconds * 1000, patience)
  }

  /** Checks that were late because others had the processors. */
  get starved(): ReadonlyMap<string, Share> {
    return this.#starved
  }

  get largestMb(): number {
    return this.#largestMb
  }

  /** The run has been ordered. The process ends with us from now on. */
  start(pid: number): void {
    if (process.platform !== 'win32') this.#unleash = leash(pid, process.pid)
    this.#clock.begin()
    if (tellsOfProcesses) {
      this.#watch.add(pid)
      this.#watch.look(true)
    }
    this.#timer = setInterval(() => this.#look(), TICK_MS)
  }

  stop(): void {
    this.#isOver = true
    clearInterval(this.#timer)
    this.#unleash()
    this.#unleash = () => undefined
  }

  /** What a judged process says of itself, where the system tells nobody else. */
  hear(line: string): void {
    const { mb, look } = this.#pulse.hear(line)
    this.#onMemory(mb)
    if (look) this.#onLook(look)
  }

  /** Before anybody else is told of it: it may be late. */
  onSeal(seal: Seal): void {
    if (isLate(seal)) this.#onLate(seal)
    this.#clock.progress()
    this.#clock.arm()
    if (seal.type === 'started' && seal.title !== this.#lastCheck) {
      this.#lastCheck = seal.title
      this.#clock.beginCheck()
    }
    if (seal.type === 'ended') this.#clock.end()
    // It is over: what remains is to close what was opened.
    if (seal.type === 'unsettled') this.#clock.close()
    if (seal.type === 'started-process') this.#watch.add(seal.pid)
  }

  #look(thorough = false): void {
    if (tellsOfProcesses) {
      this.#onMemory(this.#watch.residentMb())
      this.#onLook(this.#watch.look(thorough))
    } else {
      const look = this.#pulse.lookForSilence()
      if (look) this.#onLook(look)
    }
  }

  /** Something took too long. Where the code had no processor, nobody can tell more, and the rest would be no better. */
  #onLate(seal: LateSeal): void {
    this.#look(true)
    // Short processes below the code are seen by nobody: what they waited for is not in its share.
    const isCutShort = seal.type === 'failed' && seal.late === 'cut-short'
    const share = isCutShort ? this.#clock.share : this.#clock.starved
    if (!share) return
    this.#starved.set(seal.title, share)
    if (seal.type === 'failed') this.#breach({ kind: 'busy', ...share })
  }

  #onMemory(mb: number): void {
    this.#largestMb = Math.max(this.#largestMb, mb)
    if (mb > this.#limits.memoryMb) this.#breach({ kind: 'memory' })
  }

  #onLook(look: Look): void {
    if (this.#isOver) return
    const breach = this.#clock.look(look)
    if (breach) this.#breach(breach)
  }

  #breach(breach: Breach): void {
    if (this.#isOver) return
    this.stop()
    this.#onBreach(breach)
  }
}

type LateSeal = Extract<Seal, { type: 'failed' | 'unsettled' }>

function isLate(seal: Seal): seal is LateSeal {
  return seal.type === 'unsettled' || (seal.type === 'failed' && seal.late !== undefined)
}
