import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOMS } from '../../author/new-day.ts'
import { findDay } from '../../engine/course/find.ts'
import type { Course } from '../../engine/course/model.ts'
import { watchFolder } from '../../engine/judge/watch-folder.ts'
import { EXIT, Problem } from '../../problem.ts'
import { toType } from '../../to-type.ts'
import type { World } from '../../world.ts'
import { type ServingOptions, serveUntilEnd } from '../parts/serving.ts'

/** `course author preview <n>`: a day on the page, as a learner will meet it, anew at each save of its author. */
export async function run(
  course: Course,
  [query, ...rest]: string[],
  options: ServingOptions,
  world: World,
): Promise<number> {
  if (query === undefined || rest.length > 0) {
    throw new Problem('A preview needs a day.', `For example: ${toType('author preview 1')}`)
  }
  const { day, room } = findDay(course, query)
  // Of somebody who begins today: nothing is done, and nothing of the author's own record is touched.
  const workbook = mkdtempSync(join(tmpdir(), 'course-preview-'))
  try {
    const landing = `/day/${day}`
    const meanwhile = ({ changed }: { changed: () => void }) => {
      const watchers = ROOMS.map((each) => watchFolder(join(course.root, each, room), changed))
      return () => {
        for (const watcher of watchers) watcher.close()
      }
    }
    const within = { ...world, flags: { ...world.flags, workbook } }
    await serveUntilEnd({ ...options, workbook, landing, meanwhile }, within)
  } finally {
    rmSync(workbook, { recursive: true, force: true, maxRetries: 3 })
  }
  return EXIT.ok
}
