import { existsSync, readdirSync, readFileSync, type Stats, statSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { Problem } from '../../problem.ts'
import type { World } from '../../world.ts'
import type { Course, Day, Exercise } from '../course/model.ts'

/** The learner's folder: their exercises and progress.json. It may not exist yet; `ensureDay` makes it. */
export interface Workbook {
  root: string
  /** Of the package that made it: decides whether the folder needs a package.json of its own. */
  packageRoot?: string
}

/** Marks a folder as a workbook, and holds what the tool must remember of it: pristine starters, kept versions. */
export const MARKER = '.course'

const DEFAULT_NAME = 'workbook'

type Where = Pick<World, 'cwd' | 'env' | 'flags' | 'packageRoot'>

/**
 * Finds the workbook: `--workbook`, `COURSE_WORKBOOK`, the nearest one in or above the current folder, else
 * `./workbook`, which is made on first use.
 * @throws Problem when what was named is a file, or a folder of other things
 */
export function openWorkbook(world: Where, _course?: Course): Workbook {
  const root = chosenRoot(world) ?? nearestRoot(world.cwd) ?? join(startingFolder(world), DEFAULT_NAME)
  checkRoot(root)
  return { root, packageRoot: world.packageRoot }
}

/** The learner's file, or their folder where the exercise is one. A file under an earlier name is still theirs. */
export function exerciseFile(workbook: Workbook, day: Pick<Day, 'room'>, exercise: Exercise): string {
  const room = join(workbook.root, day.room)
  const file = exercise.file.replace(/\/$/, '')
  if (exercise.aliases.length === 0 || existsSync(join(room, file))) return join(room, file)
  const extension = exercise.file.endsWith('/') ? '' : '.ts'
  const earlier = exercise.aliases.map((alias) => join(room, `${alias}${extension}`))
  return earlier.find((path) => existsSync(path)) ?? join(room, file)
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
  if (!stats.isDirectory()) throw new Problem(`${root} is a file, and a workbook is a folder.`, another)
  if (isWorkbook(root)) return
  const others = entriesOf(root).filter((name) => !name.startsWith('.') && name !== 'progress.json')
  if (others.length === 0) return
  throw new Problem(
    `${root} is not a workbook: it holds other things (${others.slice(0, 3).join(', ')}${others.length > 3 ? ', …' : ''}).`,
    `To make it one, run \`course init ${root}\`: it adds files and overwrites none. ${another}`,
  )
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    throw new Problem(
      `${folder} cannot be read: ${messageOf(error)}`,
      'Mend its permissions, or name another folder with --workbook <dir>.',
    )
  }
}

/** Other tools call files progress.json too. A damaged one may be ours: the tracker knows how to mend it. */
function couldBeRecord(file: string): boolean {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return typeof value === 'object' && value !== null && ('events' in value || 'version' in value)
  } catch {
    return true
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
