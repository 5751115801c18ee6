import type { Progress } from '../../../tracker/progress.ts'
import type { FoundExercise } from '../../engine/course/find.ts'
import { refOf } from '../../engine/course/model.ts'
import type { Learner } from './learner.ts'

/** How many of the hints of an exercise were given. */
export function hintsGiven({ days }: Pick<Progress, 'days'>, { day, exercise }: FoundExercise): number {
  const exercises = days.find((candidate) => candidate.day === day.day)?.exercises ?? []
  return exercises.find((candidate) => candidate.id === exercise.id)?.hints ?? 0
}

/** The next hint, recorded as given, with those before it. Where there is no further, all of them again. */
export async function takeHint(
  learner: Learner,
  found: FoundExercise,
): Promise<{ hints: string[] /** One more than before. */; isNew: boolean }> {
  const { hints } = found.exercise
  const given = hintsGiven(learner.progress, found)
  const step = Math.min(given + 1, hints.length)
  const isNew = step > given
  if (isNew) await learner.add({ type: 'hint', exercise: refOf(found.day, found.exercise), step })
  return { hints: hints.slice(0, step), isNew }
}
