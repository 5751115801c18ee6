import type { DayProgress } from './day-progress.ts'

/** What to do next. `exercise` is the first one of the day that is not passed, also while the day is still to be read. */
export interface NextStep {
  day: number
  kind: 'read' | 'exercise' | 'quiz' | 'bench'
  exercise?: string
}

/** The first open day that is not done, and within it: reading, exercises, then whatever evidence is missing. */
export function nextStep(days: readonly DayProgress[]): NextStep | undefined {
  const day = days.find(({ status }) => status === 'todo' || status === 'started')
  if (!day) return undefined
  const exercise = day.exercises.find(({ status }) => status !== 'passed')
  return { day: day.day, kind: kindOf(day, exercise !== undefined), ...(exercise && { exercise: exercise.id }) }
}

function kindOf({ status, topics }: DayProgress, hasExercise: boolean): NextStep['kind'] {
  if (status === 'todo') return 'read'
  if (hasExercise) return 'exercise'
  const missing = topics.flatMap((topic) => topic.missing)
  if (missing.some((proof) => proof.startsWith('quiz:'))) return 'quiz'
  return missing.includes('bench') ? 'bench' : 'read'
}
