import { patience } from '../fenced/patience.ts'
import { stopClock } from './fence.ts'
import { askHealth } from './health.ts'
import type { ProjectProcess } from './project-process.ts'

/** It does not answer `GET /health` with 200, and nothing suggests that it will. */
export class NotReady extends Error {
  override readonly name = 'NotReady'
  readonly afterMs: number
  constructor(message: string, afterMs: number) {
    super(message)
    this.afterMs = afterMs
  }
}

const LONGEST_MS = 10_000
/** Processor time in which any server would have begun to listen: more is a loop. */
const SPINNING_MS = 4000
/** A process that has done nothing for so long waits for something that does not come. */
const IDLE_MS = 3500
const IDLE_SHARE = 0.02
/** Answers that say "later". */
const NOT_YET = 503
const PULSE_MS = 50
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
  while (process.end() === undefined) {
    stopClock()
    answered = (await askHealth(process.port, ASK_MS)) ?? answered
    if (answered === 200) return
    const afterMs = performance.now() - start
    if (answered !== undefined && answered !== NOT_YET) answeredAt ??= afterMs
    const why = hopeless(process.pulse, afterMs, answeredAt)
    if (why) throw new NotReady(`${describe(answered)} ${why}.`, Math.round(afterMs / 100) * 100)
    await new Promise((resolve) => setTimeout(resolve, Math.min(100, PAUSE_MS + afterMs / 20)))
  }
}

function describe(status: number | undefined): string {
  if (status === undefined) return 'Your server did not answer GET /health on the port in PORT'
  return `Your server answered GET /health with ${status}, not with 200,`
}

function hopeless(pulse: number[], afterMs: number, answeredAt = afterMs): string | undefined {
  const used = pulse.at(-1) ?? 0
  if (used > SPINNING_MS) return `in ${SPINNING_MS / 1000} s of computing: something keeps its event loop busy`
  if (afterMs - answeredAt > IDLE_MS) return 'however often it was asked'
  const idleMs = IDLE_MS * Math.min(2, patience())
  const earlier = pulse.at(-1 - Math.round(idleMs / PULSE_MS))
  if (earlier !== undefined && used - earlier < idleMs * IDLE_SHARE) {
    return `and has had nothing to do for ${(idleMs / 1000).toFixed(1)} s`
  }
  return afterMs > LONGEST_MS * patience() ? `within ${Math.round(afterMs / 1000)} s` : undefined
}
