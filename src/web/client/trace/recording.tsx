import { useEffect, useState } from 'preact/hooks'
import type { Trace } from '../../../engine/trace/trace.ts'
import type { TraceAnswer } from '../../api.ts'
import { Player } from '../parts/player.tsx'
import { Lanes } from './lanes.tsx'
import { Step } from './step.tsx'

/** A recording: its lanes, the callback that is looked at, and what was printed up to it. */
export function Recording({ answer, onLine }: { answer: TraceAnswer; onLine: (line: number | undefined) => void }) {
  const { trace, text, notes, end } = answer
  const [at, setAt] = useState(0)
  const callback = trace.callbacks[at]
  const line = callback?.file === undefined && callback?.type !== 'main' ? callback?.line : undefined
  useEffect(() => onLine(line), [line])
  return (
    <>
      {callback ? (
        <>
          <Player label="Callback" count={trace.callbacks.length} at={at} onMove={setAt} />
          <Lanes trace={trace} at={at} onChoose={setAt} />
          <Step answer={answer} at={at} />
          <PrintedSoFar trace={trace} at={at} />
        </>
      ) : (
        <p>It scheduled nothing and printed nothing that could be seen.</p>
      )}
      {end.length > 0 && <pre class="notice trace-end">{end.join('\n')}</pre>}
      <details>
        <summary>The whole recording as text</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
        <pre class="output trace-text" tabIndex={0}>
          {text}
        </pre>
      </details>
      {notes.map((note) => (
        <p key={note} class="small soft">
          {note}
        </p>
      ))}
    </>
  )
}

function PrintedSoFar({ trace, at }: { trace: Trace; at: number }) {
  const printed = trace.callbacks.slice(0, at + 1).flatMap((each) => each.printed)
  return (
    <div>
      <h2 class="small">Printed up to here</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <pre class="output" tabIndex={0}>
        {printed.map(({ stream, text }, index) => (
          <span key={index} class={stream === 'stderr' ? 'output-error' : undefined}>
            {text}
          </span>
        ))}
      </pre>
    </div>
  )
}
