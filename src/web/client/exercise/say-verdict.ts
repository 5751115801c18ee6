import type { VerdictEvent } from '../../api.ts'
import type { JudgeState } from './judge-state.ts'

/** A verdict in a line. */
export function sayVerdict({ verdict, isPassed }: Pick<VerdictEvent, 'verdict' | 'isPassed'>): string {
  const { checks, ms, status, score } = verdict
  const passed = checks.filter((check) => check.status === 'passed').length
  const counts = `${passed} of ${checks.length} checks pass, in ${(ms / 1000).toFixed(2)} s`
  if (status === 'passed') return `Passed: all ${passed} checks, in ${(ms / 1000).toFixed(2)} s.`
  if (isPassed) return `Passed: ${score?.points} points. ${counts}.`
  if (status === 'inconclusive') return `No verdict: ${counts}.`
  return checks.length > 0 ? `Not yet: ${counts}.` : 'Not yet.'
}

export function sayJudging({ phase, ended, verdict }: JudgeState): string {
  if (phase === 'waiting') return 'Waiting for another judge to end …'
  if (phase === 'waiting-for-bench') return 'Waiting for a benchmark to end: nothing is judged beside it …'
  const of = verdict && verdict.verdict.checks.length > 0 ? ` of ${verdict.verdict.checks.length}` : ''
  return ended.size === 0 ? 'Judging …' : `Judging: ${ended.size}${of} …`
}
