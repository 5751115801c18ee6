import type { Progress } from '../../../tracker/progress.ts'
import type { FoundExercise } from '../../engine/course/find.ts'

/** How many of the hints of an exercise were given. */
export function hintsGiven({ days }: Pick<Progress, 'days'>, { day, exercise }: FoundExercise): number {
  const exercises = days.find((candidate) => candidate.day === day.day)?.exercises ?? []
  return exercises.find((candidate) => candidate.id === exercise.id)?.hints ?? 0
}
