import { realpathSync } from 'node:fs'
import { basename, join, sep } from 'node:path'
import { belongs } from '../../engine/archive/belongs.ts'
import type { FoundExercise } from '../../engine/course/find.ts'
import type { Course } from '../../engine/course/model.ts'
import { type ExerciseFile, readFiles } from '../../engine/workbook/starters.ts'
import { exerciseFile, type Workbook } from '../../engine/workbook/workbook.ts'

export interface ShownFile {
  path: string
  text: string
}

/** Of all files together. A conversation has no room for more. */
const MOST_CHARACTERS = 120_000

/**
 * The learner's files of an exercise; undefined where there are none. Without settings with passwords, and without any that
 * lie elsewhere in truth: a link, or a workbook in the wrong place, must not lead to the course's solutions and checks.
 */
export function learnersFiles(
  workbook: Workbook,
  course: Pick<Course, 'root'>,
  { day, exercise }: FoundExercise,
): ShownFile[] | undefined {
  const room = join(workbook.root, day.room)
  const own = basename(exerciseFile(workbook, day, exercise))
  try {
    const files = readFiles(room, exercise.file.endsWith('/') ? `${own}/` : own)
    const shown = files.filter(({ path }) => belongs(`${day.room}/${path}`))
    return shownFiles(shown.filter(({ path }) => isLearners(join(room, path), workbook, course)))
  } catch {
    return undefined
  }
}

/** As text, as far as there is room. */
export function shownFiles(files: readonly ExerciseFile[]): ShownFile[] {
  let left = MOST_CHARACTERS
  return files.map(({ path, content }) => {
    const text = content.includes(0) ? '(not text)' : content.toString('utf8')
    const shown = text.length > left ? '(left out: there is too much of it)' : text
    left -= shown.length
    return { path, text: shown }
  })
}

function isLearners(path: string, workbook: Workbook, course: Pick<Course, 'root'>): boolean {
  const real = realpathSync(path)
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
