import type { DayAnswer } from '../../api.ts'
import { Mark } from '../parts/mark.tsx'

/** What the day proves, with what is still to be shown for each topic. */
export function Topics({ topics }: Pick<DayAnswer, 'topics'>) {
  const done = topics.filter((topic) => topic.done).length
  if (topics.length === 0) return null
  return (
    <details class="topics">
      <summary>
        Topics: {done} of {topics.length} proved
      </summary>
      <ul class="topics-list">
        {topics.map((topic) => (
          <li key={topic.id}>
            <Mark status={topic.done ? 'passed' : 'todo'} />
            <span>
              {topic.text}
              {topic.missing.length > 0 && <span class="soft"> ({needs(topic.missing)})</span>}
            </span>
          </li>
        ))}
      </ul>
    </details>
  )
}

function needs(missing: string[]): string {
  return [...new Set(missing.map((proof) => (proof.startsWith('quiz:') ? 'quiz' : proof)))].join(', ')
}
