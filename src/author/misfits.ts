import { relative, sep } from 'node:path'
import type { Course, Day, Exercise } from '../engine/course/model.ts'
import { ParseFailure } from '../engine/course/parse.ts'
import { readChanges } from '../engine/mistakes/changes.ts'
import type { Reject } from '../engine/mistakes/difference.ts'
import type { DescribedMistake, Mistake } from '../engine/mistakes/list.ts'
import { toType } from '../to-type.ts'
import { error, type Finding } from './finding.ts'

/** Tells wrong answers that can be judged from those that cannot be read, or no longer fit the solution. */
export function sortOut(
  course: Pick<Course, 'root'>,
  day: Day,
  exercise: Exercise,
  mistakes: Mistake[],
): { sound: DescribedMistake[]; findings: Finding[] } {
  const sound: DescribedMistake[] = []
  const findings: Finding[] = []
  for (const mistake of mistakes) {
    const file = relative(course.root, mistake.path).split(sep).join('/')
    if (mistake.status === 'unreadable') {
      findings.push(error(file, mistake.message, howToDescribe(mistake)))
      continue
    }
    const wrong = misfitsOf(course, day, exercise, mistake, file)
    findings.push(...wrong)
    if (wrong.length === 0) sound.push(mistake)
  }
  return { sound, findings }
}

function howToDescribe({ form }: Mistake): string {
  if (form === 'difference') return 'Open it with its head between two lines of ---: wrong, why, fails.'
  return 'Open it with /* mistake … */: wrong, why, fails.'
}

function misfitsOf(
  course: Pick<Course, 'root'>,
  day: Day,
  exercise: Exercise,
  mistake: DescribedMistake,
  file: string,
): Finding[] {
  if (mistake.form === 'file') return []
  try {
    const read = readChanges(course, day, exercise, mistake)
    return read.status === 'applied' ? [] : read.rejects.map((reject) => misfit(file, day, reject))
  } catch (failure) {
    if (!(failure instanceof ParseFailure)) throw failure
    return [error(file, failure.message, `Write it again: ${toType('author mistake --help')} says how.`)]
  }
}

function misfit(file: string, { room, day }: Day, { path, why, hunk }: Reject): Finding {
  const place = `solutions/${room}/${path}`
  const mend = `${toType(`author check ${day} --refresh`)} brings it over where that is clear; else write it again.`
  return { ...error(file, `${why} (${place})`, mend), ...(hunk !== undefined && { excerpt: hunk }) }
}
