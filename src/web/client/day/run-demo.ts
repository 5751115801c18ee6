import type { DemoLine, Refusal } from '../../api.ts'
import { Refused, stream } from '../ask.ts'
import { linesOf } from '../lines.ts'
import { type Scene, withLine } from '../picture/scenes.ts'

export type DemoRun = {
  output: { stream: 'stdout' | 'stderr'; text: string }[]
  /** What it draws, where it is one that does. */
  scenes: Scene[]
} & (
  | { state: 'before' | 'running' }
  | { state: 'ended'; code: number }
  | { state: 'refused'; refused: Refusal['error'] }
)

/** A demo that prints for ever must not fill the page. */
const MOST_PIECES = 5000

/** Runs a demo on the server and tells of it whenever it has written something. Aborting ends it there. */
export async function runDemo(day: number, name: string, signal: AbortSignal, tell: (run: DemoRun) => void) {
  let run: DemoRun = { state: 'running', output: [], scenes: [] }
  const say = (next: DemoRun) => {
    run = next
    tell(next)
  }
  say(run)
  try {
    const response = await stream(`/days/${day}/demos/${encodeURIComponent(name)}`, signal)
    for await (const line of linesOf<DemoLine>(response)) {
      if ('end' in line) say({ ...run, state: 'ended', code: line.code })
      else if ('refused' in line) say({ ...run, state: 'refused', refused: line.refused })
      else if ('picture' in line) say({ ...run, scenes: withLine(run.scenes, line.picture) })
      else say({ ...run, output: [...run.output, line].slice(-MOST_PIECES) })
    }
    if (run.state === 'running') say({ ...run, state: 'ended', code: 1 })
  } catch (error) {
    if (signal.aborted) say({ ...run, state: 'ended', code: 130 })
    else if (error instanceof Refused) say({ ...run, state: 'refused', refused: error })
    else say({ ...run, state: 'refused', refused: new Refused(0, CUT) })
  }
}

const CUT: Refusal = { error: { message: 'The connection was cut while the demo ran.', hint: 'Run it again.' } }
