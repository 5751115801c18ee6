import { reachesMark } from '../../score.ts'
import type { CheckOutcome, Verdict } from './verdict.ts'

/** The points of the checks that passed, by requirement. */
export function pointsOf(checks: readonly CheckOutcome[]): Record<string, number> {
  const points: Record<string, number> = {}
  for (const { status, requirement, points: worth = 0 } of checks) {
    if (status === 'passed' && requirement !== undefined) points[requirement] = (points[requirement] ?? 0) + worth
  }
  return points
}

/** Whether the exercise is done: all checks passed, or as much of a project's as is a pass. A run that was cut short never counts. */
export function isPassed({ status, score }: Pick<Verdict, 'status' | 'score'>): boolean {
  return status === 'passed' || (status === 'failed' && score !== undefined && reachesMark(score))
}
