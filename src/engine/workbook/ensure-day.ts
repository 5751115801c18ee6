import { existsSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { sayFileError } from '../../file-error.ts'
import { makeFolder } from '../../make-folder.ts'
import { isProblem, Problem } from '../../problem.ts'
import { shellWord } from '../../shell-word.ts'
import { toType } from '../../to-type.ts'
import type { Course, Day, Exercise } from '../course/model.ts'
import { isFurnished } from './course-of.ts'
import { furnish } from './furnish.ts'
import { placeHere, renamedPath } from './own-place.ts'
import {
  type ExerciseFile,
  isSameText,
  readIfThere,
  readPristine,
  readStarter,
  writePristine,
  writeWhole,
} from './starters.ts'
import type { Workbook } from './workbook.ts'

export interface EnsuredDay {
  /** Files that were missing and are there now, relative to the workbook. */
  added: string[]
  /** Those of them that had been there before: somebody has deleted them. */
  restored: string[]
  /** Starters that the learner had not touched and the course has changed since. */
  refreshed: string[]
}

/**
 * Puts the starters of a day where the learner works on them; makes the workbook on first use.
 * A file that the learner has changed is never touched. One that still is the starter follows the course.
 * @throws Problem when a starter is missing and cannot be written
 */
export function ensureDay(workbook: Workbook, course: Course, day: Day): EnsuredDay {
  const done: EnsuredDay = { added: [], restored: [], refreshed: [] }
  if (day.exercises.length === 0) return done
  if (!isFurnished(workbook.root)) furnishQuietly(workbook, course)
  for (const exercise of day.exercises) ensureExercise(workbook, course, day, exercise, done)
  return done
}

/** A folder that cannot be written to may hold every file already, and then nothing is lost. */
function furnishQuietly(workbook: Workbook, course: Course): void {
  try {
    furnish(workbook, course)
  } catch (error) {
    if (!isProblem(error)) throw error
  }
}

function ensureExercise(workbook: Workbook, course: Course, day: Day, exercise: Exercise, done: EnsuredDay): void {
  const { room, file } = placeHere(workbook.root, day, exercise)
  const hadFolder = file.endsWith('/') && existsSync(join(workbook.root, room, file))
  for (const { path, content } of readStarter(course, day, exercise)) {
    const starter = { path: renamedPath(path, exercise.file, file), content }
    const current = readCurrent(join(workbook.root, room, starter.path))
    const pristine = readPristine(workbook, room, starter.path)
    if (current === undefined) {
      // In a folder of theirs, a file that was there once and is gone was deleted on purpose.
      if (hadFolder && pristine) continue
      addStarter(join(workbook.root, room, starter.path), starter)
      done.added.push(join(room, starter.path))
      if (pristine) done.restored.push(join(room, starter.path))
      writePristine(workbook, room, starter)
    } else if (current !== 'not a file') {
      follow(workbook, room, { current, pristine, starter }, done)
    }
  }
}

function follow(
  workbook: Workbook,
  room: string,
  file: { current: Buffer; pristine: Buffer | undefined; starter: ExerciseFile },
  done: EnsuredDay,
): void {
  const { current, pristine, starter } = file
  if (isSameText(current, starter.content)) {
    if (!pristine || !isSameText(pristine, starter.content)) writePristine(workbook, room, starter)
    return
  }
  if (!pristine || !isSameText(current, pristine)) return
  try {
    writeWhole(join(workbook.root, room, starter.path), starter.content)
  } catch {
    return
  }
  writePristine(workbook, room, starter)
  done.refreshed.push(join(room, starter.path))
}

function readCurrent(path: string): Buffer | undefined | 'not a file' {
  try {
    return readIfThere(path)
  } catch {
    return 'not a file'
  }
}

/** `wx`: if another process was faster, its file stays. */
function addStarter(path: string, starter: ExerciseFile): void {
  try {
    makeFolder(dirname(path))
    writeFileSync(path, starter.content, { flag: 'wx' })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return
    throw new Problem(
      `${shellWord(path)} cannot be written: ${sayFileError(error)}.`,
      `Make room or mend the permissions, or use another folder with --workbook <dir>. \`${toType('doctor')}\` tells more.`,
    )
  }
}
