import type { CodeFrame } from '../../../engine/judge/verdict.ts'

/** A line of the learner's own code with its neighbours. */
export function Frame({ frame: { file, line, lines } }: { frame: CodeFrame }) {
  return (
    <figure class="frame">
      <figcaption class="small soft">
        {file}, line {line}
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <pre tabIndex={0}>
        {lines.map(({ number, text }) => (
          <span key={number} class={number === line ? 'frame-line frame-it' : 'frame-line'}>
            <span class="frame-number">{number}</span>
            {text}
            {'\n'}
          </span>
        ))}
      </pre>
    </figure>
  )
}
