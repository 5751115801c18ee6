import type { Progress } from '../../../tracker/progress.ts'
import type { FoundExercise } from '../../engine/course/find.ts'
import { type Course, refOf } from '../../engine/course/model.ts'

/** The first exercise that has not passed in a day that is open, at or after the given one; undefined when none is left. */
export function nextExercise(
  course: Course,
  { days }: Pick<Progress, 'days'>,
  after?: FoundExercise,
): FoundExercise | undefined {
  const all = course.days.flatMap((day) => day.exercises.map((exercise) => ({ day, exercise })))
  const from = after
    ? all.findIndex(({ day, exercise }) => refOf(day, exercise) === refOf(after.day, after.exercise))
    : -1
  const inOrder = [...all.slice(from + 1), ...all.slice(0, from + 1)]
  return inOrder.find(({ day, exercise }) => {
    const shown = days.find((each) => each.day === day.day)
    const isOpen = shown !== undefined && shown.status !== 'locked' && shown.status !== 'coming'
    return isOpen && shown.exercises.find(({ id }) => id === exercise.id)?.status !== 'passed'
  })
}
