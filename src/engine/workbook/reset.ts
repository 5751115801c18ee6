import { lstatSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'
import { sayFileError } from '../../file-error.ts'
import { makeFolder } from '../../make-folder.ts'
import { Problem } from '../../problem.ts'
import { type Course, type Day, type Exercise, refOf } from '../course/model.ts'
import { newName, rememberChange } from './changes.ts'
import { digestOf } from './digest.ts'
import { MARKER } from './marker.ts'
import { placeHere, renamedPath, roomHere } from './own-place.ts'
import { type ExerciseFile, isSameText, readFiles, readStarter, writePristine, writeWhole } from './starters.ts'
import { exerciseFile, type Workbook } from './workbook.ts'

export type ResetResult =
  /** `kept`: where the learner's version is now, absolute. */
  | { status: 'reset'; file: string; kept: string }
  /** There was nothing of the learner's. */
  | { status: 'restored'; file: string }
  /** It is the starter already. */
  | { status: 'untouched'; file: string }

/**
 * Puts the starter back. What it replaces is moved to `.course/kept/<time>/`.
 * @throws Problem when the starter cannot be written or the learner's version cannot be kept; it then stays where it is
 */
export function resetExercise(
  workbook: Workbook,
  course: Course,
  day: Day,
  exercise: Exercise,
  now: Date,
): ResetResult {
  const starter = readStarter(course, day, exercise)
  const mine = exerciseFile(workbook, day, exercise)
  const room = roomHere(workbook.root, day)
  const file = join(workbook.root, room, exercise.file.replace(/\/$/, ''))
  if (!isThere(mine)) {
    putStarter(workbook, starter, (staged) => place(join(staged, exercise.file), file))
    rememberStarter(workbook, room, starter)
    return { status: 'restored', file }
  }
  if (isStarter(workbook, day, exercise, starter)) return { status: 'untouched', file: mine }
  const name = newName(workbook.root, now)
  const kept = putStarter(workbook, starter, (staged) => {
    const moved = keep(workbook, { room: basename(dirname(mine)) }, mine, name)
    try {
      place(join(staged, exercise.file), file)
    } catch (error) {
      renameSync(moved, mine)
      throw error
    }
    return moved
  })
  rememberStarter(workbook, room, starter)
  const { root } = workbook
  const changed = { path: inWorkbook(root, file), kept: inWorkbook(root, kept), put: digestOf(file) }
  const at = now.toISOString()
  rememberChange(root, name, { version: 1, what: 'reset', of: refOf(day, exercise), at, files: [changed], events: [] })
  return { status: 'reset', file, kept }
}

/** True when the learner's version is the starter as it came, letter for letter. */
export function isUntouched(workbook: Workbook, course: Course, day: Day, exercise: Exercise): boolean {
  return isStarter(workbook, day, exercise, readStarter(course, day, exercise))
}

/** Also a link that leads nowhere: it is the learner's. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}

function isStarter(workbook: Workbook, day: Day, exercise: Exercise, starter: ExerciseFile[]): boolean {
  try {
    const { room, file } = placeHere(workbook.root, day, exercise)
    return isSameFiles(readFiles(join(workbook.root, room), file), file, starter, exercise)
  } catch {
    return false
  }
}

/** Whether the files of a version, which begin with `file` where the course's begin with its own, are those of the starter. */
export function isSameFiles(
  mine: readonly ExerciseFile[],
  file: string,
  starter: readonly ExerciseFile[],
  exercise: Pick<Exercise, 'file'>,
): boolean {
  const isSame = ({ path, content }: ExerciseFile, at: number) => {
    const other = starter[at]
    return other && renamedPath(path, file, exercise.file) === other.path && isSameText(content, other.content)
  }
  return mine.length === starter.length && mine.every(isSame)
}

/** Moves a version of the learner's to `.course/kept/<name>/<room>/`; gives where it is now. */
export function keep(workbook: Workbook, day: Pick<Day, 'room'>, mine: string, name: string): string {
  const folder = join(workbook.root, MARKER, 'kept', name)
  const kept = join(folder, day.room, basename(mine))
  try {
    makeFolder(join(folder, day.room))
    renameSync(mine, kept)
  } catch (error) {
    throw new Problem(
      `Your version could not be kept, so nothing was changed: ${sayFileError(error)}.`,
      'Make room or mend the permissions of the workbook, then do it again.',
    )
  }
  return kept
}

/** As it is written down: relative, with `/` on every system. */
function inWorkbook(root: string, path: string): string {
  return relative(root, path).split(sep).join('/')
}

/**
 * Hands over a folder with the whole starter. It is made before anything of the learner's is moved, so that a disk that is
 * full says so while nothing has changed.
 */
export function putStarter<T>(workbook: Workbook, starter: ExerciseFile[], use: (staged: string) => T): T {
  const staged = join(workbook.root, MARKER, `reset-${process.pid}`)
  try {
    try {
      for (const file of starter) writeWhole(join(staged, file.path), file.content)
    } catch (error) {
      throw notWritten(error)
    }
    return use(staged)
  } finally {
    rmSync(staged, { recursive: true, force: true })
  }
}

function rememberStarter(workbook: Workbook, room: string, starter: ExerciseFile[]): void {
  for (const file of starter) writePristine(workbook, room, file)
}

/** Puts what was made aside in its place. */
export function place(staged: string, file: string): void {
  try {
    makeFolder(dirname(file))
    renameSync(staged.replace(/\/$/, ''), file)
  } catch (error) {
    throw notWritten(error)
  }
}

function notWritten(error: unknown): Problem {
  return new Problem(
    `The starter could not be written, so nothing was changed: ${sayFileError(error)}.`,
    'Make room or mend the permissions of the workbook, then do it again.',
  )
}
