import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Problem } from '../../problem.ts'
import type { Course, Day, Exercise } from '../course/model.ts'
import { type ExerciseFile, isSameText, readFiles, readStarter, writePristine, writeWhole } from './starters.ts'
import { exerciseFile, MARKER, type Workbook } from './workbook.ts'

export type ResetResult =
  /** `kept`: where the learner's version is now, absolute. */
  | { status: 'reset'; file: string; kept: string }
  /** There was nothing of the learner's. */
  | { status: 'restored'; file: string }
  /** It is the starter already. */
  | { status: 'untouched'; file: string }

/**
 * Puts the starter back. What it replaces is moved to `.course/kept/<time>/` before anything is written.
 * @throws Problem when the learner's version cannot be kept, and then it stays where it is
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
  const file = join(workbook.root, day.room, exercise.file.replace(/\/$/, ''))
  if (!existsSync(mine)) {
    putStarter(workbook, day, starter)
    return { status: 'restored', file }
  }
  if (isStarter(workbook, day, exercise, starter)) return { status: 'untouched', file }
  const kept = keep(workbook, day, mine, now)
  putStarter(workbook, day, starter)
  return { status: 'reset', file, kept }
}

function isStarter(workbook: Workbook, day: Day, exercise: Exercise, starter: ExerciseFile[]): boolean {
  try {
    const mine = readFiles(join(workbook.root, day.room), exercise.file)
    return (
      mine.length === starter.length &&
      mine.every((file, i) => file.path === starter[i]?.path && isSameText(file.content, starter[i].content))
    )
  } catch {
    return false
  }
}

function keep(workbook: Workbook, day: Day, mine: string, now: Date): string {
  const folder = newFolder(join(workbook.root, MARKER, 'kept'), nameOf(now), join(day.room, basename(mine)))
  const kept = join(folder, day.room, basename(mine))
  try {
    mkdirSync(join(folder, day.room), { recursive: true })
    renameSync(mine, kept)
  } catch (error) {
    throw new Problem(
      `Your version could not be kept, so nothing was changed: ${error instanceof Error ? error.message : error}`,
      'Make room or mend the permissions of the workbook, then reset again.',
    )
  }
  return kept
}

/** A folder in which `path` is not taken, even when two resets share a second. */
function newFolder(parent: string, name: string, path: string): string {
  for (let count = 1; ; count++) {
    const folder = join(parent, count === 1 ? name : `${name}-${count}`)
    if (!existsSync(join(folder, path))) return folder
  }
}

/** `2026-03-09T14-05-33`: sorts by time and is a name that Windows takes. */
function nameOf(now: Date): string {
  return now.toISOString().slice(0, 19).replaceAll(':', '-')
}

function putStarter(workbook: Workbook, day: Day, starter: ExerciseFile[]): void {
  try {
    for (const file of starter) {
      writeWhole(join(workbook.root, day.room, file.path), file.content)
      writePristine(workbook, day.room, file)
    }
  } catch (error) {
    throw new Problem(
      `The starter could not be written: ${error instanceof Error ? error.message : error}`,
      'Make room or mend the permissions of the workbook, then reset again.',
    )
  }
}
