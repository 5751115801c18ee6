import type { Project } from '../course/model.ts'
import type { CheckOutcome, Score, Verdict } from './verdict.ts'

/** The points of the checks that passed, by requirement. */
export function scoreOf({ requirements, pass }: Project, checks: readonly CheckOutcome[]): Score {
  const passed = checks.filter(({ status }) => status === 'passed')
  const scored = requirements.map(({ id, title, points: of }) => ({
    id,
    title,
    points: sum(passed.filter(({ requirement }) => requirement === id).map(({ points = 0 }) => points)),
    of,
  }))
  return {
    points: sum(scored.map(({ points }) => points)),
    of: sum(scored.map(({ of }) => of)),
    pass,
    requirements: scored,
  }
}

/** Whether the exercise is done: all checks passed, or enough of a project's. A run that was cut short never counts. */
export function isPassed({ status, score }: Pick<Verdict, 'status' | 'score'>): boolean {
  return status === 'passed' || (status === 'failed' && score !== undefined && score.points >= score.pass)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
