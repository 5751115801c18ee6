import { EXIT } from '../problem.ts'
import { listJson, renderList } from '../ui/list.ts'
import { lookOf } from '../ui/look.ts'
import type { World } from '../world.ts'
import { openLearner } from './parts/learner.ts'

/** `course list`: all exercises and their state. Changes nothing. */
export async function run(_args: string[], options: { json?: boolean }, world: World): Promise<number> {
  const { course, progress } = await openLearner(world)
  world.stdout.write(options.json ? listJson(course, progress.days) : renderList(course, progress.days, lookOf(world)))
  return EXIT.ok
}
