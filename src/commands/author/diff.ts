import { resolve } from 'node:path'
import { compareReleases } from '../../author/release.ts'
import { loadCourse } from '../../engine/course/load.ts'
import type { Course } from '../../engine/course/model.ts'
import { EXIT, Problem } from '../../problem.ts'
import { toType } from '../../to-type.ts'
import { renderRelease } from '../../ui/author/release.ts'
import { lookOf } from '../../ui/terminal/look.ts'
import type { World } from '../../world.ts'

/** `course author diff <old> [<new>]`: what a release changes for learners. Ends with 1 where they would lose something. */
export function run(course: Course, [before, after, ...rest]: string[], world: World): number {
  if (before === undefined || rest.length > 0) {
    throw new Problem(
      'A comparison needs the folder of the course as it was.',
      `For example: git worktree add ../before v1.0.0 && ${toType('author diff ../before')}`,
    )
  }
  const earlier = loadCourse(resolve(world.cwd, before))
  const later = after === undefined ? course : loadCourse(resolve(world.cwd, after))
  const release = compareReleases(earlier, later)
  world.stdout.write(renderRelease(release, lookOf(world)))
  return release.lost.length === 0 ? EXIT.ok : EXIT.notYet
}
