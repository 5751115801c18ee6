import type { Verdict } from '../judge/verdict.ts'

/** The checks that a verdict holds against the code: those that failed, or the one it was stopped in. */
export function failingChecks(verdict: Verdict): string[] {
  const failed = verdict.checks.filter((check) => check.status === 'failed').map((check) => check.title)
  const last = 'lastCheck' in verdict ? verdict.lastCheck : undefined
  return last === undefined || failed.includes(last) ? failed : [...failed, last]
}
