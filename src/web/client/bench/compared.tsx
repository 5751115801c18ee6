import { sayTurns } from '../../../ui/bench/wording.ts'
import type { BenchAnswer } from '../../api.ts'
import { sayDate } from '../parts/words.ts'
import { exercisePath } from '../route.ts'

/** Before it runs: what is compared and how, and what came of it last time. */
export function Compared({ day, answer }: { day: number; answer: BenchAnswer }) {
  const { variants, path, ping, last, command } = answer
  return (
    <>
      <ul class="bench-variants" aria-label="What is compared">
        {variants.map(({ id, title, exercise }) => (
          <li key={id}>{exercise === undefined ? title : <a href={exercisePath(day, exercise)}>{title}</a>}</li>
        ))}
      </ul>
      <p>
        Each server has requests to <code>{path}</code> to answer, as many as the load sends, while <code>{ping}</code>{' '}
        is asked again and again: {sayTurns(answer)}. The bars show what is measured at that moment. Nothing is judged
        while it runs; what else this machine does then changes the figures.
      </p>
      {last && (
        <p>
          Last time ({sayDate(last.at.slice(0, 10))}
          {last.verdict === 'inconclusive' && ', inconclusive'}): {last.headline}
        </p>
      )}
      <p class="small soft">
        In the terminal: <code>{command}</code>
      </p>
    </>
  )
}
