import type { Times } from '../processes/linux.ts'
import { stopClock } from './fence.ts'
import { askHealth, HOSTS } from './health.ts'
import { noteRunOut, stretched } from './in-time.ts'
import { type ProjectProcess, PULSE_MS } from './project-process.ts'

/** It does not answer `GET /health` with 200, and nothing suggests that it will. */
export class NotReady extends Error {
  override readonly name = 'NotReady'
  readonly afterMs: number
  constructor(message: string, afterMs: number) {
    super(message)
    this.afterMs = afterMs
  }
}

/** Of one that has the processors to itself. */
const LONGEST_MS = 11_000
/** Of one that is kept waiting: by processes that start below it, or by others that have the processors. */
const LONGEST_HELD_UP_MS = 40_000
/** Processor time in which any server would have begun to listen: more is a loop. */
const SPINNING_MS = 4000
/** Most would have by then, and nobody waits longer for the rest of it. */
const PATIENT_MS = 9000
const ENOUGH_MS = 2000
/** A process that has done nothing for so long waits for something that does not come. */
const IDLE_MS = 3500
const IDLE_SHARE = 0.02
/** Answers that say "later". */
const NOT_YET = 503
const ASK_MS = 1000
const PAUSE_MS = 20

/**
 * Waits until `GET /health` answers 200, or the process ends. How long it may take is counted in processor time where
 * that is known, so that a machine that is busy with something else does not fail it.
 * @throws NotReady
 */
export async function untilReady(process: ProjectProcess): Promise<void> {
  const start = performance.now()
  let answered: number | undefined
  let answeredAt: number | undefined
  let workedBelowAt: number | undefined
  while (process.end() === undefined) {
    stopClock()
    for (const host of HOSTS) {
      const status = await askHealth(host, process.port, ASK_MS)
      if (status === undefined) continue
      process.host = host
      answered = status
      break
    }
    if (answered === 200) return
    const afterMs = performance.now() - start
    if (answered !== undefined && answered !== NOT_YET) answeredAt ??= afterMs
    if (process.isAtWorkBelow()) workedBelowAt = afterMs
    const why = hopeless(process.pulse, { afterMs, answeredAt, workedBelowAt })
    if (!why) {
      await new Promise((resolve) => setTimeout(resolve, Math.min(100, PAUSE_MS + afterMs / 20)))
      continue
    }
    noteRunOut(IDLE_MS, afterMs)
    throw new NotReady(`${describe(answered)} ${why}.`, Math.round(afterMs / 100) * 100)
  }
}

function describe(status: number | undefined): string {
  if (status === undefined) return 'Your server did not answer GET /health on the port in PORT'
  return `Your server answered GET /health with ${status}, not with 200,`
}

interface Seen {
  afterMs: number
  /** The first answer that says neither yes nor later. */
  answeredAt: number | undefined
  /** When a process that it has started was last seen at work. */
  workedBelowAt: number | undefined
}

function hopeless(pulse: Times[], { afterMs, answeredAt = afterMs, workedBelowAt }: Seen): string | undefined {
  const now = pulse.at(-1) ?? { ranMs: 0, waitedMs: 0 }
  if (now.ranMs > SPINNING_MS || (afterMs > PATIENT_MS && now.ranMs > ENOUGH_MS)) {
    return `in ${(now.ranMs / 1000).toFixed(1)} s of computing: something keeps its event loop busy`
  }
  const idleMs = stretched(IDLE_MS)
  const isAtWork = workedBelowAt !== undefined && afterMs - workedBelowAt < idleMs
  if (afterMs - answeredAt > IDLE_MS && !isAtWork) return 'however often it was asked'
  const earlier = pulse.at(-1 - Math.round(idleMs / PULSE_MS))
  const wanted = ({ ranMs, waitedMs }: Times) => ranMs + waitedMs
  if (earlier !== undefined && !isAtWork && wanted(now) - wanted(earlier) < idleMs * IDLE_SHARE) {
    return `and has had nothing to do for ${(idleMs / 1000).toFixed(1)} s`
  }
  const isHeldUp = isAtWork || now.waitedMs > now.ranMs
  const longestMs = isHeldUp ? stretched(LONGEST_MS, LONGEST_HELD_UP_MS) : LONGEST_MS
  return afterMs > longestMs ? `within ${Math.round(afterMs / 1000)} s` : undefined
}
