import { join } from 'node:path'
import type { Course, Day, Exercise } from '../course/model.ts'
import { placeHere, renamedPath } from './own-place.ts'
import { type ExerciseFile, readFiles, readPristine, readSolution, readStarter } from './starters.ts'
import type { Workbook } from './workbook.ts'

/** How one file would change on its way from the learner's version to the solution. */
export interface FileDiff {
  path: string
  hunks: Hunk[]
}

export interface Hunk {
  /** 1-based first line in the learner's file and in the solution. */
  mineFrom: number
  theirsFrom: number
  /** Each opens with ' ', '-' (the learner's) or '+' (the solution's). */
  lines: string[]
}

/** The learner's files against the solution's; files that are the same are left out. */
export async function compareWithSolution(
  workbook: Workbook,
  course: Course,
  day: Day,
  exercise: Exercise,
): Promise<FileDiff[]> {
  return compare(ofLearner(workbook, course, day, exercise), readSolution(course, day, exercise))
}

/** How the course has changed a starter since the learner's copy of it was made. */
export async function compareStarters(
  workbook: Workbook,
  course: Course,
  day: Day,
  exercise: Exercise,
): Promise<FileDiff[]> {
  const today = readStarter(course, day, exercise)
  const { room, file } = placeHere(workbook.root, day, exercise)
  const then = today.flatMap(({ path }) => {
    const content = readPristine(workbook, room, renamedPath(path, exercise.file, file))
    return content ? [{ path, content }] : []
  })
  return then.length === 0 ? [] : compare(then, today)
}

async function compare(before: ExerciseFile[], after: ExerciseFile[]): Promise<FileDiff[]> {
  const { structuredPatch } = await import('diff')
  const mine = textByPath(before)
  const theirs = textByPath(after)
  return [...new Set([...mine.keys(), ...theirs.keys()])].sort().flatMap((path) => {
    const patch = structuredPatch(path, path, mine.get(path) ?? '', theirs.get(path) ?? '', '', '', { context: 3 })
    const hunks = patch.hunks.map((hunk) => ({ mineFrom: hunk.oldStart, theirsFrom: hunk.newStart, lines: hunk.lines }))
    return hunks.length > 0 ? [{ path, hunks }] : []
  })
}

/** Where there is nothing of theirs, they would begin with the starter. */
function ofLearner(workbook: Workbook, course: Course, day: Day, exercise: Exercise): ExerciseFile[] {
  const { room, file } = placeHere(workbook.root, day, exercise)
  try {
    const files = readFiles(join(workbook.root, room), file)
    return files.map(({ path, content }) => ({ path: renamedPath(path, file, exercise.file), content }))
  } catch {
    return readStarter(course, day, exercise)
  }
}

function textByPath(files: ExerciseFile[]): Map<string, string> {
  return new Map(files.map(({ path, content }) => [path, content.toString('utf8').replaceAll('\r\n', '\n')]))
}
