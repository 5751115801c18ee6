import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { World } from '../../world.ts'
import { cacheFolder } from './cache-folder.ts'
import type { Course } from './model.ts'
import { type Stamps, stampCourse } from './stamps.ts'

/**
 * The course that this command works on: `--course`, `COURSE_COURSE`, else the one in this package.
 *
 * Parsing YAML takes longer than all the rest of `course progress`, so the parsed course is kept in the user's cache
 * folder and used again while no file it was made from has changed. The parser is loaded only when it is needed.
 * @throws Problem when there is no course there
 */
export async function openCourse(world: World): Promise<Course> {
  const root = courseRoot(world)
  const stamps = stampCourse(root, world.packageRoot, world.now().getTime())
  const file = cacheFile(world, root)
  const kept = file === undefined ? undefined : readIndex(file, stamps, root)
  if (kept) return kept
  const { loadCourse } = await import('./load.ts')
  const course = loadCourse(root)
  if (file !== undefined && stamps.settled) writeIndex(file, stamps, course)
  return course
}

function courseRoot({ flags, env, cwd, packageRoot }: World): string {
  const chosen = flags.course ?? (env['COURSE_COURSE'] || undefined)
  return chosen === undefined ? packageRoot : resolve(cwd, chosen)
}

function cacheFile(world: World, root: string): string | undefined {
  const folder = cacheFolder(world.env)
  if (folder === undefined) return undefined
  return join(folder, `course-${checksum(`${root}\n${toolVersion(world.packageRoot)}`)}.json`)
}

function toolVersion(packageRoot: string): string {
  try {
    return String(JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')).version)
  } catch {
    return 'unknown'
  }
}

/** Three lines: length of the other two, the stamps, the course. Anything that does not fit is no cache. */
function readIndex(file: string, stamps: Stamps, root: string): Course | undefined {
  try {
    const text = readFileSync(file, 'utf8')
    const first = text.indexOf('\n')
    const second = text.indexOf('\n', first + 1)
    if (text.slice(first + 1, second) !== JSON.stringify(stamps.text)) return undefined
    if (Number(text.slice(0, first)) !== text.length - first - 1) return undefined
    const course: Course = JSON.parse(text.slice(second + 1))
    return course.root === root ? course : undefined
  } catch {
    return undefined
  }
}

/** Written aside and renamed in, so that two processes at once leave one whole file. A cache that fails is no loss. */
function writeIndex(file: string, stamps: Stamps, course: Course): void {
  const body = `${JSON.stringify(stamps.text)}\n${JSON.stringify(course)}`
  const aside = `${file}.${process.pid}.${Date.now().toString(36)}`
  try {
    mkdirSync(join(file, '..'), { recursive: true })
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

/** FNV-1a with two lanes: to tell names apart, cheaper at start-up than loading node:crypto. */
function checksum(text: string): string {
  let a = 0x811c9dc5
  let b = 0xdeadbeef
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    a = Math.imul(a ^ code, 0x01000193)
    b = Math.imul(b ^ code, 0x5bd1e995) ^ (b >>> 15)
  }
  return (a >>> 0).toString(16).padStart(8, '0') + (b >>> 0).toString(16).padStart(8, '0')
}
