import { dirname } from 'node:path'
import { packCourse } from '../../author/pack/tarball.ts'
import type { Course } from '../../engine/course/model.ts'
import { EXIT, Problem } from '../../problem.ts'
import { findProgram } from '../../services/find-program.ts'
import { toType } from '../../to-type.ts'
import { renderTarball } from '../../ui/author/pack.ts'
import { lookOf } from '../../ui/terminal/look.ts'
import type { World } from '../../world.ts'

/** `course author pack`: the tarball of this course, in the folder where it is asked for. */
export async function run(course: Course, args: string[], world: World): Promise<number> {
  if (args.length > 0) throw new Problem('`author pack` takes no arguments.', `Say: ${toType('author pack')}`)
  if (course.root === world.packageRoot) {
    throw new Problem('This is the tool itself, and not a course that runs on it.', '`npm pack` packs it.')
  }
  const { cwd, env, signal } = world
  const npm = findProgram('npm', env, [dirname(process.execPath)])
  if (!npm) throw new Problem('There is no npm on the PATH.', 'It comes with Node.js: https://nodejs.org')
  const tarball = await packCourse(course, { folder: cwd, npm, env, signal })
  world.stdout.write(renderTarball(tarball, lookOf(world)))
  return EXIT.ok
}
