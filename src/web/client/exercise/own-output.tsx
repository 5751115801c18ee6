import type { Printed } from '../../../engine/judge/printed.ts'
import { countOf } from '../parts/words.ts'

/** What the learner's code printed; after a pass whoever wants it opens it. */
export function OwnOutput({ printed: { text, lines }, isOpen }: { printed: Printed; isOpen: boolean }) {
  return (
    <details class="own-output" open={isOpen}>
      <summary class="small soft">Your code printed {countOf(lines, 'line')}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <pre class="output" tabIndex={0}>
        {text}
      </pre>
    </details>
  )
}
