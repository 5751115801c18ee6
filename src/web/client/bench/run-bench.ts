import type { BenchLine, Refusal } from '../../api.ts'
import { Refused, stream } from '../ask.ts'
import { linesOf } from '../lines.ts'
import { afterLine, BEGUN, type BenchState } from './bench-state.ts'

const CUT: Refusal = { error: { message: 'The connection was cut while it was measured.', hint: 'Run it again.' } }

/** How often figures may change: for those who want less motion, the bars step once a second. */
const STEP_MS = matchMedia('(prefers-reduced-motion: reduce)').matches ? 1000 : 0

/** Runs the benchmark of a day on the server, and tells of it whenever there is news. Aborting ends it there. */
export async function runBench(day: number, signal: AbortSignal, tell: (state: BenchState) => void): Promise<void> {
  let state: BenchState = BEGUN
  let toldAt = performance.now()
  const say = (next: BenchState) => {
    state = next
    toldAt = performance.now()
    tell(next)
  }
  const isBusy = () => state.phase === 'running' || state.phase === 'waiting'
  say(state)
  try {
    const response = await stream(`/days/${day}/bench`, signal)
    for await (const line of linesOf<BenchLine>(response)) {
      const next = afterLine(state, line)
      if (line.type === 'progress' && performance.now() - toldAt < STEP_MS) state = next
      else say(next)
    }
    if (isBusy()) throw new Refused(0, CUT)
  } catch (error) {
    if (signal.aborted) say({ phase: 'stopped' })
    else say({ phase: 'refused', refused: error instanceof Refused ? error : new Refused(0, CUT) })
  }
}
