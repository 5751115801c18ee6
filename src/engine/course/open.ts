import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { checksum } from '../../checksum.ts'
import { makeFolder } from '../../make-folder.ts'
import type { World } from '../../world.ts'
import { cacheFolder } from './cache-folder.ts'
import { inLanguage, languageOf } from './language.ts'
import type { Course } from './model.ts'
import { type Stamps, stampCourse } from './stamps.ts'

/**
 * The course that this command works on: `--course`, that of the package whose command it is, `COURSE_COURSE`, else the one
 * in this package. In the language that was asked for, as far as it has that.
 *
 * Parsing YAML takes longer than all the rest of `course progress`, so the parsed course is kept in the user's cache
 * folder and used again while no file it was made from has changed. The parser is loaded only when it is needed.
 * @throws Problem when there is no course there, or the language is none
 */
export async function openCourse(world: World): Promise<Course> {
  const language = languageOf(world)
  return inLanguage(await openAsWritten(world), language)
}

async function openAsWritten(world: World): Promise<Course> {
  const root = courseRoot(world)
  const stampsOf = (course: Course) => stampCourse(course, world.packageRoot, world.now().getTime())
  const file = cacheFile(world, root)
  const kept = file === undefined ? undefined : readIndex(file, root)
  if (kept && kept.stamps === stampsOf(kept.course).text) return kept.course
  const { loadCourse } = await import('./load.ts')
  const course = loadCourse(root)
  // Only now it is known what there is to look at. What has changed since it was read is young.
  const stamps = stampsOf(course)
  if (file !== undefined && stamps.settled) writeIndex(file, stamps, course)
  return course
}

function courseRoot({ flags, env, cwd, packageRoot }: World): string {
  const chosen = flags.course ?? (env['COURSE_PACK'] || env['COURSE_COURSE'] || undefined)
  return chosen === undefined ? packageRoot : resolve(cwd, chosen)
}

/** Where something of this course may be kept, by this version of the tool; undefined where nothing is cached. */
export function cacheFile(
  world: Pick<World, 'env' | 'packageRoot'>,
  root: string,
  name = 'course',
): string | undefined {
  const folder = cacheFolder(world.env)
  if (folder === undefined) return undefined
  return join(folder, `${name}-${checksum(`${root}\n${toolVersion(world.packageRoot)}`)}.json`)
}

/** `unknown` where its package.json cannot be read. */
export function toolVersion(packageRoot: string): string {
  try {
    return String(JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')).version)
  } catch {
    return 'unknown'
  }
}

/** Three lines: length of the other two, the stamps, the course. Anything that does not fit is no cache. */
function readIndex(file: string, root: string): { course: Course; stamps: string } | undefined {
  try {
    const text = readFileSync(file, 'utf8')
    const first = text.indexOf('\n')
    const second = text.indexOf('\n', first + 1)
    if (Number(text.slice(0, first)) !== text.length - first - 1) return undefined
    const course: Course = JSON.parse(text.slice(second + 1))
    if (course.root !== root) return undefined
    return { course, stamps: JSON.parse(text.slice(first + 1, second)) }
  } catch {
    return undefined
  }
}

/** Written aside and renamed in, so that two processes at once leave one whole file. A cache that fails is no loss. */
function writeIndex(file: string, stamps: Stamps, course: Course): void {
  const body = `${JSON.stringify(stamps.text)}\n${JSON.stringify(course)}`
  const aside = `${file}.${process.pid}.${Date.now().toString(36)}`
  try {
    makeFolder(join(file, '..'))
    writeFileSync(aside, `${body.length}\n${body}`, { mode: 0o600 })
    renameSync(aside, file)
  } catch {
    removeQuietly(() => rmSync(aside, { force: true }))
  }
}

/** `force` forgives a file that is not there, and nothing else. */
function removeQuietly(remove: () => void): void {
  try {
    remove()
  } catch {
    // A leftover of a few kilobytes harms nobody.
  }
}
