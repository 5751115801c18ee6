import type { ExerciseInsight, FailingCheck } from '../../author/insight/exercises.ts'
import type { Insight } from '../../author/insight/insight.ts'
import { toJson } from '../../json.ts'

export interface InsightView {
  /** Of the course. */
  title: string
  insight: Insight
  /** How many records were read. */
  read: number
  /** Those that were not, as they are shown. */
  notRead: { path: string; why: string }[]
  unknownEntries: number
  /** Where the page was written, as it is shown. */
  page?: string
}

/** As `course author insight --json` prints it. */
export function insightJson({ insight, read, notRead, unknownEntries, page }: InsightView): string {
  const { overlapping, ...rest } = insight
  const records = { read, notRead, unknownEntries, overlapping }
  return toJson({ records, ...rest, ...(page !== undefined && { page }) })
}

/** `12 records: 2 finished, 9 on the way, 1 not begun.` */
export function sayRecords({ insight, read }: InsightView): string {
  const { finished, onTheWay, notBegun } = insight.learners
  return `${counted(read, 'record')}: ${finished} finished, ${onTheWay} on the way, ${notBegun} not begun.`
}

/** The checks of all exercises, those that stop most learners first. */
export function rankedChecks({ exercises }: Insight): { of: ExerciseInsight; check: FailingCheck }[] {
  return exercises
    .flatMap((of) => of.checks.map((check) => ({ of, check })))
    .sort((a, b) => b.check.learners - a.check.learners || b.check.attempts - a.check.attempts)
}

/** The exercises for which somebody took a hint, those with most hints taken first. */
export function rankedHints({ exercises }: Insight): ExerciseInsight[] {
  const taken = ({ hints }: ExerciseInsight) => hints.reduce((sum, { learners }) => sum + learners, 0)
  return exercises.filter((each) => taken(each) > 0).sort((a, b) => taken(b) - taken(a))
}

/** What the attempts that did not pass are like, and what nobody can tell from a record. */
export function sayCompared({ compared }: Insight): string[] {
  const { attempts, known, unknown, unnamed, earlier } = compared
  if (attempts === 0) return []
  return [
    `Of ${counted(attempts, 'attempt')} that did not pass, ${known} failed as a known wrong answer does and ${unknown} as none does. ${unnamed} failed at no check by name (code that does not load, for example), and ${earlier} at checks that the course does not have today.`,
    'A record holds which checks failed, and not with which values. So an attempt that counts as known may be wrong in another way. One that fails every check may be unfinished.',
  ]
}

/** What makes the figures less certain than they look. Names no record. */
export function sayDoubts({ insight, unknownEntries }: InsightView): string[] {
  const { overlapping, elsewhere } = insight
  return [
    ...(overlapping > 0
      ? [`${overlapping} records share attempts with one another. Somebody may be counted twice.`]
      : []),
    ...(elsewhere > 0
      ? [`${counted(elsewhere, 'attempt')} at exercises that this course does not have: not counted.`]
      : []),
    ...(unknownEntries > 0
      ? [
          `${counted(unknownEntries, 'entry', 'entries')} of the records that this version does not understand: not counted.`,
        ]
      : []),
  ]
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
