import type { Progress } from '../../../tracker/progress.ts'
import type { FoundExercise } from '../../engine/course/find.ts'
import { type Course, refOf } from '../../engine/course/model.ts'

/** The first exercise that has not passed in a day that is open, at or after the given one; undefined when none is left. */
export function nextExercise(
  course: Course,
  { days }: Pick<Progress, 'days'>,
  after?: FoundExercise,
): FoundExercise | undefined {
  const open = days
    .filter((shown) => shown.status !== 'locked' && shown.status !== 'coming')
    .flatMap((shown) => shown.exercises.filter((exercise) => exercise.status !== 'passed').map(({ id }) => id))
  const all = course.days.flatMap((day) => day.exercises.map((exercise) => ({ day, exercise })))
  const from = after
    ? all.findIndex(({ day, exercise }) => refOf(day, exercise) === refOf(after.day, after.exercise))
    : -1
  const inOrder = [...all.slice(from + 1), ...all.slice(0, from + 1)]
  return inOrder.find(({ day, exercise }) => open.includes(refOf(day, exercise)))
}
