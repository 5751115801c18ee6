import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { Course, Day, Exercise } from '../course/model.ts'
import type { MistakeHeader } from '../course/schema.ts'
import { readWhole, solutionTexts } from './changes.ts'
import { printDifference } from './difference.ts'
import { splitDifference } from './head.ts'
import { type DescribedMistake, readMistakes } from './list.ts'

/** A wrong answer to be read by a person: what it is, and the code that makes it so. */
export interface ShownMistake {
  name: string
  header: MistakeHeader
  shown: { kind: 'difference'; text: string } | { kind: 'file'; path: string; text: string }
}

/** The known wrong answers of an exercise that can be read. */
export function showMistakes(course: Pick<Course, 'root'>, day: Day, exercise: Exercise): ShownMistake[] {
  return readMistakes(course, day, exercise).flatMap((mistake) =>
    mistake.status === 'described'
      ? [{ name: mistake.name, header: mistake.header, shown: codeOf(course, day, exercise, mistake) }]
      : [],
  )
}

function codeOf(
  course: Pick<Course, 'root'>,
  day: Day,
  exercise: Exercise,
  mistake: DescribedMistake,
): ShownMistake['shown'] {
  if (mistake.form === 'difference') {
    return { kind: 'difference', text: splitDifference(readFileSync(mistake.path, 'utf8')).body }
  }
  const solution = solutionTexts(course, day, exercise)
  const { changes } = readWhole(mistake.path, exercise, solution)
  if (mistake.form === 'file') {
    return { kind: 'file', path: basename(mistake.path), text: changes.get(exercise.file) ?? '' }
  }
  return { kind: 'difference', text: splitDifference(printDifference('wrong: ""', day.room, solution, changes)).body }
}
