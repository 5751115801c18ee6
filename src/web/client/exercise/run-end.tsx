import type { Verdict } from '../../../engine/judge/verdict.ts'
import { endText } from '../../../ui/verdict/wording.ts'
import { Said } from '../parts/said.tsx'
import { Frame } from './frame.tsx'
import { OwnOutput } from './own-output.tsx'

/** How the run ended, what the learner's program printed, and what the verdict rests on. */
export function RunEnd({ verdict }: { verdict: Verdict }) {
  const said = endText(verdict)
  const output = 'output' in verdict ? verdict.output : undefined
  const labels = (verdict.services ?? [])
    .map(({ label }) => label)
    .filter((label) => !verdict.notes.some((note) => note.includes(label)))
  return (
    <>
      {said !== undefined && (
        <p class="run-end">
          <Said text={said} />
        </p>
      )}
      {verdict.status === 'crashed' && verdict.frame && <Frame frame={verdict.frame} />}
      {output !== undefined && output !== '' && (
        <div>
          <p class="small soft">It printed:</p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
          <pre class="output" tabIndex={0}>
            {output}
          </pre>
        </div>
      )}
      {verdict.printed && <OwnOutput printed={verdict.printed} isOpen={verdict.status !== 'passed'} />}
      {labels.length > 0 && <p class="small soft">Judged on {labels.join(' and ')}.</p>}
      {verdict.notes.map((note) => (
        <p key={note} class="small soft">
          <Said text={note} />
        </p>
      ))}
    </>
  )
}
