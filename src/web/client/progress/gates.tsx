import type { ProgressAnswer } from '../../api.ts'
import { Bar } from '../parts/bar.tsx'
import { dayPath } from '../route.ts'

const SAYS: Record<ProgressAnswer['gates'][number]['status'], string> = {
  coming: 'Not written yet',
  todo: 'Not begun',
  started: 'Not passed yet',
  passed: 'Passed',
  forced: 'Not passed; went on without it',
}

export function Gates({ gates }: Pick<ProgressAnswer, 'gates'>) {
  if (gates.length === 0) return null
  return (
    <section aria-labelledby="gates">
      <h2 id="gates">Gates</h2>
      <ul class="gates">
        {gates.map(({ gate, day, title, status, points, of, pass }) => (
          <li key={gate} class={`card gate-${status}`}>
            <p class="eyebrow">
              Gate {gate}, day {day}
            </p>
            <a href={dayPath(day)}>{title}</a>
            <p>
              {SAYS[status]}
              {points !== undefined && `, ${points} of ${of} points; ${pass} are a pass`}.
            </p>
            {points !== undefined && of !== undefined && <Bar done={points} total={of} />}
          </li>
        ))}
      </ul>
    </section>
  )
}
