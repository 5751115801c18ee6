import { nextAction } from '../engine/next-action.ts'
import { EXIT } from '../problem.ts'
import { renderHome, renderKey } from '../ui/home.ts'
import { type Key, openKeys } from '../ui/keys.ts'
import { lookOf } from '../ui/look.ts'
import { isInteractive, type World } from '../world.ts'
import { openLearner } from './parts/learner.ts'

/** `course` alone: where you are, what is next, one key to go on. */
export async function run(_args: string[], _options: object, world: World): Promise<number> {
  const { course, progress, record } = await openLearner(world)
  const look = lookOf(world)
  const action = nextAction(course, progress)
  const isFirstTime = record.events.length === 0
  world.stdout.write(renderHome({ title: course.title, progress, action, isFirstTime }, look))
  if (!action || !isInteractive(world)) return EXIT.ok
  world.stdout.write(`\n${renderKey(action, look)}\n`)
  const key = await oneKey(world)
  if (key === 'ctrl-c') return EXIT.interrupted
  if (key !== 'enter' && key !== 'space') return EXIT.ok
  return (await import('./next.ts')).run([], {}, world)
}

async function oneKey(world: World): Promise<Key | undefined> {
  const keys = openKeys(world.stdin, world.signal)
  try {
    return await keys.next()
  } finally {
    keys.close()
  }
}
