import { findDay } from '../engine/course/find.ts'
import { refOf } from '../engine/course/model.ts'
import { EXIT } from '../problem.ts'
import { listJson, renderList } from '../ui/course/list.ts'
import type { ListEnd } from '../ui/list/list.ts'
import { openKeys } from '../ui/terminal/keys.ts'
import { lookOf } from '../ui/terminal/look.ts'
import { isInteractive, type World } from '../world.ts'
import { type Learner, openLearner } from './parts/learner.ts'
import { nextExercise } from './parts/next-exercise.ts'

interface ListOptions {
  json?: boolean
  print?: boolean
}

/** `course list [day]`: the exercises and their state, of all days or of one; at a terminal a screen to choose from. */
export async function run([query]: string[], options: ListOptions, world: World): Promise<number> {
  const learner = await openLearner(world)
  const { course: whole, progress } = learner
  const course = query === undefined ? whole : { ...whole, broken: [], days: [findDay(whole, query)] }
  const hasExercises = course.days.some(({ exercises }) => exercises.length > 0)
  if (!options.json && !options.print && hasExercises && isInteractive(world)) {
    const end = await choose(world, { ...learner, course })
    if (end.how !== 'go') return end.how === 'interrupted' ? EXIT.interrupted : EXIT.ok
    const { day, ref } = end.entry
    return (await import('./day.ts')).run([String(day)], { exercise: ref.slice(ref.indexOf('/') + 1) }, world)
  }
  world.stdout.write(options.json ? listJson(course, progress.days) : renderList(course, progress.days, lookOf(world)))
  return EXIT.ok
}

/** Loaded here alone: a list that is printed needs none of it. */
async function choose(world: World, learner: Learner): Promise<ListEnd> {
  const { course, progress } = learner
  const { openList } = await import('./parts/list-screen.ts')
  const next = nextExercise(course, progress)
  const words = { go: 'open it', leave: 'leave' }
  const keys = openKeys(world.stdin, world.signal)
  try {
    const at = next && refOf(next.day, next.exercise)
    return await openList(world, keys, { learner, course, at, words, keepsClosed: true }).run()
  } finally {
    keys.close()
  }
}
