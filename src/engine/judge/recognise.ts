import type { Mistake } from '../course/mistakes.ts'
import type { MistakeHeader } from '../course/schema.ts'
import type { Verdict } from './verdict.ts'

/** The known wrong answer whose failing checks and status are exactly those of the verdict, if there is one. */
export function recogniseMistake(verdict: Verdict, mistakes: Mistake[]): MistakeHeader | undefined {
  if (verdict.status === 'passed') return undefined
  const failing = failingChecks(verdict)
  for (const mistake of mistakes) {
    if (mistake.status !== 'described' || mistake.header.status !== verdict.status) continue
    if (isSameSet(mistake.header.fails, failing)) return mistake.header
  }
  return undefined
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
