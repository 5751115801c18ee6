import type { GateCard } from '../../api.ts'
import { GateStanding } from '../parts/gate-standing.tsx'

/** The gate whose project the exercise is. */
export function Gate({ gate }: { gate: GateCard }) {
  return (
    <section class={`card stack gate-${gate.status}`} aria-labelledby="gate">
      <h2 id="gate">
        Gate {gate.gate}: {gate.title}
      </h2>
      <GateStanding gate={gate} />
    </section>
  )
}
