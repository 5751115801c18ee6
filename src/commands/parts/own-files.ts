import { realpathSync } from 'node:fs'
import { join, sep } from 'node:path'
import { belongs } from '../../engine/archive/belongs.ts'
import type { FoundExercise } from '../../engine/course/find.ts'
import type { Course } from '../../engine/course/model.ts'
import { placeHere } from '../../engine/workbook/own-place.ts'
import { type ExerciseFile, readFiles } from '../../engine/workbook/starters.ts'
import type { Workbook } from '../../engine/workbook/workbook.ts'

/**
 * The learner's files of an exercise; undefined where there are none. Without settings with passwords, and without any that
 * lie elsewhere in truth: a link, or a workbook in the wrong place, must not lead to the course's solutions and checks.
 */
export function ownFiles(
  workbook: Workbook,
  course: Pick<Course, 'root'>,
  { day, exercise }: FoundExercise,
): ExerciseFile[] | undefined {
  const { room, file } = placeHere(workbook.root, day, exercise)
  const folder = join(workbook.root, room)
  try {
    const shown = readFiles(folder, file).filter(({ path }) => belongs(`${room}/${path}`))
    return shown.filter(({ path }) => isOwn(realpathSync(join(folder, path)), workbook, course))
  } catch {
    return undefined
  }
}

/** Whether a real path, one without links, is of the learner's own. */
export function isOwn(real: string, workbook: Workbook, course: Pick<Course, 'root'>): boolean {
  const isIn = (folder: string) => real.startsWith(realOr(folder) + sep)
  const hidden = ['solutions', 'checks', 'lessons'].some((name) => isIn(join(course.root, name)))
  return isIn(workbook.root) && !hidden
}

function realOr(folder: string): string {
  try {
    return realpathSync(folder)
  } catch {
    return folder
  }
}
