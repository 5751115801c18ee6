/** How the fence ended a run that did not end by itself. */
export type Breach =
  /** It computed, or waited, for so long without a sign of progress. */
  | { kind: 'stalled'; afterMs: number }
  /** Its processes were stopped by a signal, or whoever speaks for them was silenced. */
  | { kind: 'stopped'; afterMs: number }
  /** The whole run took too long. */
  | { kind: 'deadline'; afterMs: number }
  | { kind: 'memory' }
  /** Nobody can tell: others had the processors. */
  | ({ kind: 'busy' } & Share)

/** What the code got of a time. */
export interface Share {
  /** How long it was, on the clock on the wall. */
  wallMs: number
  /** For how long the busiest thread was on a processor. */
  ranMs: number
}

/** What was seen since the look before. */
export interface Look {
  ms: number
  /** Of the main thread that ran longest, and of the one that waited longest for a processor. */
  ranMs: number
  waitedMs: number
  /** What other threads had beyond that. Counting them takes a while, so few looks do. */
  others?: { ranMs: number; waitedMs: number }
  /** `silent`: nobody said anything of them. */
  state: 'runs' | 'sleeps' | 'stopped' | 'silent'
}

/** Without progress: of processor time where it computes, else of time on a machine that has nothing else to do. */
const STALL_MS = 3000
/** On the clock on the wall, and what counts as a loop then: more than any check file takes to load. */
const PATIENT_MS = 9000
const ENOUGH_MS = 1500
/** In a check whose time is up: no right answer needs as much. */
const ENOUGH_IN_CHECK_MS = 1200
/** So long at most without progress, whatever the machine does. */
const LONGEST_MS = 10_000
const CLOSING_MS = 1500
/** For what comes before the judged code. */
const START_MS = 14_000
/** A whole run may take so many times longer where others have the processors. */
const STRETCH = 4
/** Of a time in which the code had to wait for a processor for more than this, nobody can tell what it would have done. */
const STARVED_SHARE = 1 / 3
/** A look that comes later says that we were stopped ourselves, as a laptop is that sleeps. */
const LONGEST_LOOK_MS = 500

/** Counts what the judged code had of its time. The world is told to it look by look: it has no clock of its own. */
export class FenceClock {
  readonly #limitMs: number
  readonly #patience: () => number
  #phase: 'waiting' | 'starting' | 'judging' | 'closing' | 'over' = 'waiting'
  /** Since the last sign of progress. */
  #stalledMs = 0
  #stoppedMs = 0
  #quiet = nothing()
  /** Since the check began, and since the judged code began to load. */
  #check = nothing()
  #run = nothing()

  /** @param limitMs of the whole run, on a machine that has nothing else to do */
  constructor(limitMs: number, patience: () => number) {
    this.#limitMs = limitMs
    this.#patience = patience
  }

  /** The run has been ordered. */
  begin(): void {
    this.#phase = 'starting'
    this.#check = nothing()
    this.#run = nothing()
    this.progress()
  }

  /** The judged process has said something. */
  progress(): void {
    this.#stalledMs = 0
    this.#stoppedMs = 0
    this.#quiet = nothing()
  }

  /** The judged code is loading. */
  arm(): void {
    if (this.#phase === 'starting') this.#phase = 'judging'
  }

  beginCheck(): void {
    this.#check = nothing()
  }

  /** The last check is over: the limit of the whole run is met. */
  end(): void {
    if (this.#phase !== 'closing') this.#phase = 'over'
  }

  /** What comes of it is known. What remains is to close what was opened, and nobody need wait for that. */
  close(): void {
    this.#phase = 'closing'
  }

  look(look: Look): Breach | undefined {
    if (this.#phase === 'waiting') return undefined
    for (const time of [this.#quiet, this.#check, this.#run]) add(time, look)
    if (this.#phase === 'starting') return this.#quiet.wallMs > START_MS ? this.#busy(this.#quiet) : undefined
    const ms = Math.min(look.ms, LONGEST_LOOK_MS)
    this.#stalledMs += Math.min(ms, look.state === 'sleeps' ? ms / this.#patience() : look.ranMs)
    if (look.state === 'stopped') this.#stoppedMs += ms
    return this.#breach(look.state)
  }

  /** What others have kept it from in the running check; it did too little for anybody to tell. */
  get starved(): Share | undefined {
    return isStarved(this.#check) && this.#check.ranMs < ENOUGH_IN_CHECK_MS ? this.share : undefined
  }

  /** What the code got of the time since the running check began. */
  get share(): Share {
    return shareOf(this.#check)
  }

  #breach(state: Look['state']): Breach | undefined {
    const { wallMs, ranMs } = this.#quiet
    const afterMs = Math.round(wallMs / 100) * 100
    if (this.#phase === 'closing') return wallMs > CLOSING_MS ? { kind: 'stalled', afterMs } : undefined
    if (this.#stoppedMs > STALL_MS) return { kind: 'stopped', afterMs }
    if (this.#stalledMs > STALL_MS) return { kind: 'stalled', afterMs: STALL_MS }
    if (wallMs > PATIENT_MS && ranMs > ENOUGH_MS) return { kind: 'stalled', afterMs }
    if (wallMs > PATIENT_MS && state === 'silent') return { kind: 'stopped', afterMs }
    if (wallMs > LONGEST_MS) {
      return isStarved(this.#quiet) ? this.#busy(this.#quiet) : { kind: 'stalled', afterMs }
    }
    if (this.#phase === 'over') return undefined
    const wall = this.#run.wallMs
    if (
      wall - Math.min(wall, this.#run.waitedMs) > this.#limitMs * this.#patience() ||
      wall > this.#limitMs * STRETCH
    ) {
      return isStarved(this.#run) ? this.#busy(this.#run) : { kind: 'deadline', afterMs: Math.round(wall / 100) * 100 }
    }
    return undefined
  }

  #busy(time: Time): Breach {
    return { kind: 'busy', ...shareOf(time) }
  }
}

interface Time extends Share {
  waitedMs: number
}

function nothing(): Time {
  return { wallMs: 0, ranMs: 0, waitedMs: 0 }
}

function add(time: Time, { ms, ranMs, waitedMs, others }: Look): void {
  time.wallMs += Math.min(ms, LONGEST_LOOK_MS)
  time.ranMs += ranMs + (others?.ranMs ?? 0)
  time.waitedMs += waitedMs + (others?.waitedMs ?? 0)
}

function isStarved({ wallMs, waitedMs }: Time): boolean {
  return waitedMs > wallMs * STARVED_SHARE
}

function shareOf({ wallMs, ranMs }: Time): Share {
  return { wallMs: Math.round(wallMs), ranMs: Math.round(ranMs) }
}
