import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, type Stats, statSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { Problem } from '../../problem.ts'
import { shellWord } from '../../shell-word.ts'
import { toType } from '../../to-type.ts'
import type { World } from '../../world.ts'
import type { Course, Day, Exercise } from '../course/model.ts'
import { checkCourse } from './course-of.ts'
import { MARKER } from './marker.ts'
import { placeHere } from './own-place.ts'

/** The learner's folder: their exercises and progress.json. It may not exist yet; `ensureDay` makes it. */
export interface Workbook {
  root: string
  /** Of the package that made it: decides whether the folder needs a package.json of its own. */
  packageRoot?: string
}

/** A note on an import that began. While it is there, half of the files may be in their places. */
export const IMPORT_NOTE = join(MARKER, 'import.json')

const DEFAULT_NAME = 'workbook'

type Where = Pick<World, 'cwd' | 'env' | 'flags' | 'packageRoot'>

/**
 * Finds the workbook: `--workbook`, `COURSE_WORKBOOK`, the nearest one in or above the current folder, else
 * `./workbook`, which is made on first use.
 * @throws Problem when what was named is a file, a folder of other things, or the workbook of another course
 */
export function openWorkbook(world: Where, course?: Pick<Course, 'title' | 'days'>): Workbook {
  const root = chosenRoot(world) ?? nearestRoot(world.cwd) ?? join(startingFolder(world), DEFAULT_NAME)
  checkRoot(root)
  if (course) checkCourse(root, course)
  return { root, packageRoot: world.packageRoot }
}

/** The learner's file, or their folder where the exercise is one. A file under an earlier name is still theirs. */
export function exerciseFile({ root }: Workbook, day: Pick<Day, 'room' | 'aliases'>, exercise: Exercise): string {
  const { room, file } = placeHere(root, day, exercise)
  return join(root, room, file.replace(/\/$/, ''))
}

/** Whether a folder is a workbook already: it holds the marker, or a record that can only be ours. */
export function isWorkbook(folder: string): boolean {
  if (statsOf(join(folder, MARKER))?.isDirectory()) return true
  return statsOf(join(folder, 'progress.json'))?.isFile() === true && couldBeRecord(join(folder, 'progress.json'))
}

function chosenRoot({ flags, env, cwd }: Where): string | undefined {
  const chosen = flags.workbook ?? (env['COURSE_WORKBOOK'] || undefined)
  return chosen === undefined ? undefined : resolve(cwd, chosen)
}

function nearestRoot(cwd: string): string | undefined {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (isWorkbook(folder)) return folder
    // Beside a package.json only: /tmp/workbook is not the workbook of everything in /tmp.
    const beside = join(folder, DEFAULT_NAME)
    if (existsSync(join(folder, 'package.json')) && isWorkbook(beside)) return beside
    if (dirname(folder) === folder) return undefined
  }
}

/** In a checkout of the course, from whichever folder of it: its top, where workbook/ is ignored by git. */
function startingFolder({ cwd, packageRoot }: Where): string {
  return isInside(packageRoot, cwd) ? packageRoot : cwd
}

/** True when `path` is in a checkout of this package, not in an installed copy of it. */
export function isInside(packageRoot: string, path: string): boolean {
  if (packageRoot.split(sep).includes('node_modules')) return false
  return path === packageRoot || path.startsWith(packageRoot + sep)
}

function checkRoot(root: string): void {
  const stats = statsOf(root)
  if (!stats) return
  const another = 'Name another folder with --workbook <dir> or COURSE_WORKBOOK.'
  if (!stats.isDirectory()) throw new Problem(`${shellWord(root)} is a file, and a workbook is a folder.`, another)
  const others = otherThings(root)
  if (others.length === 0) return
  throw new Problem(
    `${shellWord(root)} is not a workbook: it holds other things (${sayThings(others)}).`,
    `To make it one, run \`${toType(`init ${shellWord(root)}`)}\`: it adds files and overwrites none. ${another}`,
  )
}

/** What a folder that is no workbook holds, but for hidden files; nothing where there is no folder. */
export function otherThings(root: string): string[] {
  if (statsOf(root)?.isDirectory() !== true || isWorkbook(root)) return []
  return entriesOf(root).filter((name) => !name.startsWith('.') && name !== 'progress.json')
}

/** The first few names of what a folder holds. */
export function sayThings(names: string[]): string {
  return `${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''}`
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    throw new Problem(
      `${shellWord(folder)} cannot be read: ${messageOf(error)}`,
      'Mend its permissions, or name another folder with --workbook <dir>.',
    )
  }
}

/** Other tools call files progress.json too. A damaged one may be ours: the tracker knows how to mend it. */
function couldBeRecord(file: string): boolean {
  try {
    // How every record begins that this tool wrote. A long one takes longer to parse than all the rest of a command.
    if (/^\s*\{\s*"version"\s*:/.test(beginningOf(file))) return true
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return typeof value === 'object' && value !== null && ('events' in value || 'version' in value)
  } catch {
    return true
  }
}

function beginningOf(file: string): string {
  const handle = openSync(file, 'r')
  try {
    const bytes = Buffer.alloc(64)
    return bytes.toString('utf8', 0, readSync(handle, bytes))
  } finally {
    closeSync(handle)
  }
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
