import { findExercise } from '../../engine/course/find.ts'
import type { Course, ExerciseRef } from '../../engine/course/model.ts'
import { resetExercise } from '../../engine/workbook/reset.ts'
import { isProblem } from '../../problem.ts'
import { explainLock } from '../../ui/course/lock.ts'
import type { ListDay } from '../../ui/list/entries.ts'
import { listDays } from '../../ui/list/entries.ts'
import { type ListNews, type ListRequest, ListScreenDesk } from '../../ui/list/list.ts'
import type { Keys } from '../../ui/terminal/keys.ts'
import { lookOf } from '../../ui/terminal/look.ts'
import type { World } from '../../world.ts'
import { type Learner, openLearner } from './learner.ts'

interface Wanted {
  learner: Learner
  /** The days to show. */
  course: Course
  at: ExerciseRef | undefined
  words: ListRequest['words']
  /** Closed days are shown; true where their exercises cannot be chosen. */
  keepsClosed: boolean
  /** The starter of an exercise was put back. */
  onReset?: (ref: ExerciseRef) => void
}

/** The list of exercises at a terminal whose keyboard is open. */
export function openList(world: World, keys: Keys, wanted: Wanted): ListScreenDesk {
  const { course, learner } = wanted
  const { days, gates } = learner.progress
  const request: ListRequest = {
    days: listDays(course, learner.progress),
    at: wanted.at,
    words: wanted.words,
    refuses: ({ day }) => {
      const isClosed = wanted.keepsClosed && days.some((each) => each.day === day && each.status === 'locked')
      return isClosed ? explainLock({ day }, gates, days).message : undefined
    },
    reset: async ({ ref }) => {
      const message = await startAgain(world, wanted, ref)
      return { message, days: await currentDays(world, course) }
    },
  }
  return new ListScreenDesk(request, { keys, output: world.stdout, look: () => lookOf(world) })
}

/** The list's days with what was recorded since. */
export async function currentDays(world: World, course: Course): Promise<ListDay[]> {
  return listDays(course, (await openLearner(world)).progress)
}

async function startAgain(
  world: World,
  { learner: { course, workbook, add }, onReset }: Wanted,
  ref: ExerciseRef,
): Promise<ListNews['message']> {
  const { day, exercise } = findExercise(course, ref)
  try {
    const { status } = resetExercise(workbook, course, day, exercise, world.now())
    if (status === 'untouched') return `${ref} is the starter already.`
    onReset?.(ref)
    if (status === 'restored') return `There was no file of yours. The starter of ${ref} is there.`
    await add({ type: 'reset', exercise: ref })
    return `${ref} starts again. Your version is kept in .course/kept.`
  } catch (error) {
    if (!isProblem(error)) throw error
    return error.message
  }
}
