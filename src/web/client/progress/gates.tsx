import type { ProgressAnswer } from '../../api.ts'
import { GateStanding } from '../parts/gate-standing.tsx'
import { dayPath } from '../route.ts'

/** Each gate with its scorecard. */
export function Gates({ gates }: Pick<ProgressAnswer, 'gates'>) {
  if (gates.length === 0) return null
  return (
    <section aria-labelledby="gates">
      <h2 id="gates">Gates</h2>
      <ul class="gates">
        {gates.map((gate) => (
          <li key={gate.gate} class={`card gate-${gate.status}`}>
            <p class="eyebrow">
              Gate {gate.gate}, day {gate.day}
            </p>
            <a href={dayPath(gate.day)}>{gate.title}</a>
            <GateStanding gate={gate} />
          </li>
        ))}
      </ul>
    </section>
  )
}
