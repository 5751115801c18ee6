import type { GateCard } from '../../api.ts'
import { Scorecard } from './scorecard.tsx'

const SAYS: Record<GateCard['status'], string> = {
  coming: 'Not written yet',
  todo: 'Not begun',
  started: 'Not passed yet',
  passed: 'Passed',
  forced: 'Not passed; went on without it',
}

/** Where a gate stands, with the scorecard of its project; before it is begun, what there is to get. */
export function GateStanding({ gate: { status, project } }: { gate: GateCard }) {
  const card = project && <Scorecard score={project.score} caption="Points of the best attempt" />
  return (
    <>
      <p class="gate-says">{SAYS[status]}.</p>
      {card && status === 'todo' ? (
        <details>
          <summary>Points to get</summary>
          {card}
        </details>
      ) : (
        card
      )}
    </>
  )
}
