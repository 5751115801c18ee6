import type { NextAnswer } from '../../api.ts'
import { BENCH } from '../day/sections.ts'
import { dayPath, exercisePath, quizPath } from '../route.ts'

/** One button: what comes next. */
export function Next({ next }: { next: NextAnswer | undefined }) {
  if (!next) {
    return (
      <p class="notice notice-good">
        All that is written is done. <code>course certificate</code> writes what you have proved.
      </p>
    )
  }
  return (
    <div class="next card">
      <p class="next-says">Next: {next.says}</p>
      <a class="button button-main" href={pathOf(next)}>
        {VERBS[next.kind]}
      </a>
    </div>
  )
}

const VERBS = {
  read: 'Read',
  exercise: 'Work on it',
  quiz: 'Take the quiz',
  bench: 'Measure',
  review: 'Review',
} as const

function pathOf(next: NextAnswer): string {
  switch (next.kind) {
    case 'read':
      return dayPath(next.day, next.section)
    case 'exercise':
      return exercisePath(next.day, next.exercise)
    case 'quiz':
      return quizPath(next.day)
    case 'bench':
      return dayPath(next.day, BENCH)
    case 'review':
      return '/review'
  }
}
