import { EXIT } from '../problem.ts'
import type { World } from '../world.ts'
import { openLearner } from './parts/learner.ts'
import { type ServingOptions, serveUntilEnd } from './parts/serving.ts'

/** `course web`: the course in a browser, until Ctrl-C. */
export async function run(_args: string[], options: ServingOptions, world: World): Promise<number> {
  const { workbook } = await openLearner(world)
  await serveUntilEnd({ ...options, workbook: workbook.root }, world)
  return EXIT.ok
}
