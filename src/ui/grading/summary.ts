import type { Fencing } from '../../engine/grading/fence.ts'
import type { Grade, Graded } from '../../engine/grading/graded.ts'
import { reachesMark, type Score } from '../../score.ts'

/** How a grade is called in tables and files: a verdict's status, `not-begun` or `stopped`. A project that reached its mark is `passed`. */
export function statusOf(grade: Grade): string {
  if (grade.status !== 'judged') return grade.status
  const { status, score } = grade.verdict
  return status === 'failed' && score && reachesMark(score) ? 'passed' : status
}

export function isPass(grade: Grade): boolean {
  return statusOf(grade) === 'passed'
}

/** The checks of it that passed, and all. Undefined where none was run. */
export function checksOf(grade: Grade): { passed: number; of: number } | undefined {
  if (grade.status !== 'judged') return undefined
  const { checks } = grade.verdict
  return { passed: checks.filter(({ status }) => status === 'passed').length, of: checks.length }
}

export function scoreOf(grade: Grade): Score | undefined {
  return grade.status === 'judged' ? grade.verdict.score : undefined
}

/** Why it did not pass, in a line; empty where it did. */
export function reasonOf(grade: Grade): string {
  if (grade.status === 'stopped') return grade.why
  if (grade.status === 'not-begun') return ''
  const { verdict } = grade
  if ('message' in verdict && verdict.message) return firstLine(verdict.message)
  if (verdict.status === 'timed-out') return `it took more than ${Math.round(verdict.afterMs / 1000)} s`
  if (verdict.status === 'out-of-memory') return `it took more than ${verdict.limitMb} MB of memory`
  return verdict.checks.flatMap(({ status, title }) => (status === 'failed' ? [title] : [])).join('; ')
}

/** What was not kept from the code of some of them. */
export function notFencedIn(results: readonly Graded[]): string[] {
  return [...new Set(results.flatMap(({ grades }) => grades.flatMap(({ notFenced = [] }) => notFenced)))]
}

/** What was judged with what around it, and what was not. */
export function sayFencing(fencing: Fencing, results: readonly Graded[]): string {
  if (fencing.by === 'namespaces') {
    return 'Each submission was judged in namespaces of its own: no files of this machine but programs and the course, read only; no network but loopback; its own processes; memory, processes and disk limited.'
  }
  const open = notFencedIn(results).join(', ')
  if (fencing.by === 'workers') {
    const some = open === '' ? '' : ` Some judged without a fence: these were open to what was judged there: ${open}.`
    return `Judged by the workers of the queue, each fenced in as it was started.${some}`
  }
  const what = open === '' ? '; nothing was run.' : `. These were open to what was judged: ${open}.`
  return `Not fenced in beyond a verdict's own limits (${fencing.why})${what}`
}

/** Those that nobody could judge, or not wholly. */
export function problemOf({ problem, grades }: Graded): string | undefined {
  if (problem !== undefined) return problem
  const untold = grades.filter((grade) => statusOf(grade) === 'inconclusive').map(({ exercise }) => exercise)
  return untold.length === 0 ? undefined : `The machine was too busy to tell: ${untold.join(', ')}.`
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? ''
}
