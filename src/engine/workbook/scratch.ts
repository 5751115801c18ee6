import { existsSync, rmdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Course, Day, Exercise } from '../course/model.ts'
import { newName } from './changes.ts'
import { placeHere } from './own-place.ts'
import { isSameFiles, keep, place, putStarter } from './reset.ts'
import { readFiles, readStarter } from './starters.ts'
import type { Workbook } from './workbook.ts'

/** In the workbook: where exercises that have passed are written again. */
const FOLDER = 'review'

/** The file, or the folder, in which an exercise is written again. The one that passed is elsewhere. */
export function scratchFile({ root }: Workbook, day: Pick<Day, 'room' | 'aliases'>, exercise: Exercise): string {
  const { room, file } = placeHere(join(root, FOLDER), day, exercise)
  return join(root, FOLDER, room, file.replace(/\/$/, ''))
}

/**
 * Puts the starter there, where nothing is yet. Gives what is there now: the starter, or what the learner has made of it.
 * @throws Problem when it cannot be written
 */
export function openScratch(
  workbook: Workbook,
  course: Course,
  day: Day,
  exercise: Exercise,
): { file: string; state: 'starter' | 'begun' } {
  const file = scratchFile(workbook, day, exercise)
  const starter = readStarter(course, day, exercise)
  if (!existsSync(file)) {
    putStarter(workbook, starter, (staged) => place(join(staged, exercise.file), file))
    return { file, state: 'starter' }
  }
  const own = exercise.file.endsWith('/') ? `${basename(file)}/` : basename(file)
  const isStarter = isSameFiles(readFiles(dirname(file), own), own, starter, exercise)
  return { file, state: isStarter ? 'starter' : 'begun' }
}

/**
 * Moves it to `.course/kept/<time>/review/`, so that the next review begins with the starter. Gives where it is now.
 * @throws Problem when it cannot be moved; it then stays where it is
 */
export function keepScratch(workbook: Workbook, day: Day, exercise: Exercise, now: Date): string {
  const file = scratchFile(workbook, day, exercise)
  const kept = keep(workbook, { room: join(FOLDER, basename(dirname(file))) }, file, newName(workbook.root, now))
  for (const folder of [dirname(file), join(workbook.root, FOLDER)]) removeIfEmpty(folder)
  return kept
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch {
    // Other exercises are written again there.
  }
}
