import { statSync } from 'node:fs'
import { join } from 'node:path'
import { readSums, type SumsCache } from '../../tracker/kept-sums.ts'
import { progressOf } from '../../tracker/progress.ts'
import { deriveRoadmap } from '../../tracker/roadmap.ts'
import { openTracker } from '../../tracker/store.ts'
import { cacheFolder } from '../engine/course/cache-folder.ts'
import { openCourse } from '../engine/course/open.ts'
import { openWorkbook } from '../engine/workbook/workbook.ts'
import { EXIT } from '../problem.ts'
import { progressJson, roadmapJson } from '../ui/progress/json.ts'
import { progressMarkdown, roadmapMarkdown } from '../ui/progress/markdown.ts'
import { renderProgress } from '../ui/progress/progress.ts'
import { renderRoadmap } from '../ui/progress/roadmap.ts'
import { lookOf } from '../ui/terminal/look.ts'
import type { World } from '../world.ts'

export interface ProgressOptions {
  json?: boolean
  markdown?: boolean
  roadmap?: boolean
}

/** `course progress`: what is proved, as a table, a checklist, JSON, or by the phases of the roadmap. Changes nothing. */
export async function run(_args: string[], options: ProgressOptions, world: World): Promise<number> {
  const course = await openCourse(world)
  const tracker = await openTracker(openWorkbook(world, course).root, { now: world.now })
  const { sums, warnings } = await readSums(course, tracker, sumsCache(world))
  for (const warning of warnings) world.stderr.write(`${warning}\n`)

  const progress = progressOf(course, sums, world.now())
  const roadmap = options.roadmap ? deriveRoadmap(course, progress.days) : undefined
  world.stdout.write(render())
  return EXIT.ok

  function render(): string {
    if (options.json) return roadmap ? roadmapJson(roadmap) : progressJson(progress)
    if (options.markdown) return roadmap ? roadmapMarkdown(course, roadmap) : progressMarkdown(course, progress)
    return roadmap ? renderRoadmap(course, roadmap, lookOf(world)) : renderProgress(course, progress, lookOf(world))
  }
}

/** Undefined where the user has no home, and in a checkout that is not built. */
function sumsCache({ env, packageRoot }: World): SumsCache | undefined {
  const folder = cacheFolder(env)
  const built = statSync(join(packageRoot, 'dist', 'commands', 'progress.cjs'), { throwIfNoEntry: false })
  return folder === undefined || !built ? undefined : { folder, code: `${built.size} ${built.mtimeMs}` }
}
