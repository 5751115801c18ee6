import { type FoundExercise, findDayOrExercise } from '../engine/course/find.ts'
import { type Judge, openJudge } from '../engine/judge/judge.ts'
import { EXIT, Problem } from '../problem.ts'
import { toType } from '../to-type.ts'
import type { World } from '../world.ts'
import { targetOf } from './parts/attempt.ts'
import { type Learner, openLearner } from './parts/learner.ts'
import { nextExercise } from './parts/next-exercise.ts'
import { WatchDesk, type WatchEnd } from './watch/desk.ts'
import { SavedExercise } from './watch/saved.ts'

/** `course watch`: judges whenever the learner saves, until they leave. Exit 0; 130 by Ctrl-C. */
export async function run([query]: string[], _options: object, world: World): Promise<number> {
  const judge = openJudge(world)
  let found: FoundExercise | undefined = chosen(await openLearner(world), query)
  try {
    while (found) {
      const end = await watchExercise(world, judge, found)
      if (end === 'quit') return EXIT.ok
      if (end === 'interrupted') return EXIT.interrupted
      if (end !== 'next') {
        found = end
        continue
      }
      const { course, progress } = await openLearner(world)
      found = nextExercise(course, progress, found)
    }
    world.stdout.write(
      `Every exercise there is has passed.\n\`${toType('certificate')}\` writes what you have proved.\n`,
    )
    return EXIT.ok
  } finally {
    await judge.close()
  }
}

/** @throws Problem when there is no such exercise, or none is left */
function chosen({ course, progress }: Learner, query: string | undefined): FoundExercise {
  const { day, exercise } =
    query === undefined ? { ...nextExercise(course, progress) } : findDayOrExercise(course, query)
  if (day && exercise) return { day, exercise }
  const inDay = day && nextExercise({ ...course, days: [day] }, progress)
  const first = inDay ?? (day?.exercises[0] && { day, exercise: day.exercises[0] })
  if (first) return first
  throw new Problem('There is no exercise to watch.', `\`${toType('list')}\` shows the exercises there are.`)
}

/** Watches one exercise until the learner goes on or leaves. */
async function watchExercise(world: World, judge: Judge, found: FoundExercise): Promise<WatchEnd> {
  const learner = await openLearner(world)
  const { path } = targetOf(learner, found.day, found.exercise)
  const saved = new SavedExercise(judge, found, path)
  saved.prepare(learner)
  const desk = new WatchDesk(world, saved, learner, found, path)
  const watcher = saved.watch(() => desk.saved())
  try {
    return await desk.run()
  } finally {
    watcher.close()
    desk.close()
  }
}
