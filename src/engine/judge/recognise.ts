import type { Mistake } from '../course/mistakes.ts'
import type { MistakeHeader } from '../course/schema.ts'
import type { Verdict } from './verdict.ts'

/**
 * The known wrong answer whose failing checks and status are exactly those of the verdict. Where several fail alike,
 * none: a wrong story is worse than no story.
 */
export function recogniseMistake(verdict: Verdict, mistakes: Mistake[]): MistakeHeader | undefined {
  if (verdict.status === 'passed') return undefined
  const failing = failingChecks(verdict)
  const alike = mistakes.flatMap((mistake) =>
    mistake.status === 'described' &&
    mistake.header.status === verdict.status &&
    isSameSet(mistake.header.fails, failing)
      ? [mistake.header]
      : [],
  )
  return alike.length === 1 ? alike[0] : undefined
}

/** The checks that a verdict holds against the code: those that failed, or the one it was stopped in. */
export function failingChecks(verdict: Verdict): string[] {
  const failed = verdict.checks.filter((check) => check.status === 'failed').map((check) => check.title)
  const last = 'lastCheck' in verdict ? verdict.lastCheck : undefined
  return last === undefined || failed.includes(last) ? failed : [...failed, last]
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each) => b.includes(each))
}
