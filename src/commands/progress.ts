import { deriveProgress } from '../../tracker/progress.ts'
import { deriveRoadmap } from '../../tracker/roadmap.ts'
import { openTracker } from '../../tracker/store.ts'
import { openCourse } from '../engine/course/open.ts'
import { openWorkbook } from '../engine/workbook/workbook.ts'
import { EXIT } from '../problem.ts'
import { lookOf } from '../ui/look.ts'
import { renderProgress } from '../ui/progress.ts'
import { progressJson, roadmapJson } from '../ui/progress-json.ts'
import { progressMarkdown, roadmapMarkdown } from '../ui/progress-markdown.ts'
import { renderRoadmap } from '../ui/roadmap.ts'
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
  const { record, warnings } = await tracker.read()
  for (const warning of warnings) world.stderr.write(`${warning}\n`)

  const progress = deriveProgress(course, record, world.now())
  const roadmap = options.roadmap ? deriveRoadmap(course, progress.days) : undefined
  world.stdout.write(render())
  return EXIT.ok

  function render(): string {
    if (options.json) return roadmap ? roadmapJson(record.version, roadmap) : progressJson(record.version, progress)
    if (options.markdown) return roadmap ? roadmapMarkdown(course, roadmap) : progressMarkdown(course, progress)
    return roadmap ? renderRoadmap(course, roadmap, lookOf(world)) : renderProgress(course, progress, lookOf(world))
  }
}
