import type { ProgressAnswer } from '../../api.ts'
import { Bar } from '../parts/bar.tsx'
import { Mark } from '../parts/mark.tsx'
import { dayPath } from '../route.ts'

/** The same proofs by the phases of the roadmap: a stop for each phase, its topics inside. */
export function RoadmapPicture({ roadmap: { phases, totals } }: Pick<ProgressAnswer, 'roadmap'>) {
  if (phases.length === 0) return null
  return (
    <section aria-labelledby="roadmap">
      <h2 id="roadmap">Roadmap</h2>
      <p class="soft">
        {totals.topics.done} of {totals.topics.total} topics proved.
      </p>
      <ol class="roadmap">
        {phases.map((phase) => (
          <Stop key={phase.phase} phase={phase} />
        ))}
      </ol>
    </section>
  )
}

function Stop({ phase }: { phase: ProgressAnswer['roadmap']['phases'][number] }) {
  return (
    <li class={`stop stop-${phase.status}`}>
      <details>
        <summary>
          <span class="stop-title">
            {phase.phase}. {phase.title}
          </span>
          <span class="stop-count">
            {phase.done} of {phase.total}
          </span>
          <Bar done={phase.done} total={phase.total} />
        </summary>
        <ul class="topics-list">
          {phase.topics.map(({ id, text, day, status }) => (
            <li key={id}>
              <Mark status={status} />
              <span>
                {text}
                {day !== undefined && (
                  <>
                    {' '}
                    <a class="small" href={dayPath(day)}>
                      day {day}
                    </a>
                  </>
                )}
              </span>
            </li>
          ))}
        </ul>
      </details>
    </li>
  )
}
