import { nextAction } from '../engine/next-action.ts'
import { EXIT } from '../problem.ts'
import { renderNext } from '../ui/course/home.ts'
import { lookOf } from '../ui/terminal/look.ts'
import { isInteractive, type World } from '../world.ts'
import { openLearner } from './parts/learner.ts'

/** `course next`: does the next thing where there is a terminal, else says what it is. */
export async function run(_args: string[], _options: object, world: World): Promise<number> {
  const { course, progress } = await openLearner(world)
  const action = nextAction(course, progress)
  if (!action || !isInteractive(world)) {
    world.stdout.write(renderNext(action, lookOf(world)))
    return EXIT.ok
  }
  switch (action.kind) {
    case 'review':
      return (await import('./review.ts')).run([], {}, world)
    case 'quiz':
    case 'bench': {
      const command = action.kind === 'quiz' ? await import('./quiz.ts') : await import('./bench.ts')
      return command.run([String(action.day.day)], {}, world)
    }
    case 'read':
      return (await import('./day.ts')).run([String(action.day.day)], {}, world)
    case 'exercise':
      return (await import('./day.ts')).run([String(action.day.day)], { exercise: action.exercise.id }, world)
  }
}
