import type { Row, Stage } from './stage.ts'

const TRIAL_RESULTS = 101
const TRIAL_WORKS = 10_000

/** A query that runs: the plan that won, and those that lost. */
export interface Chosen {
  plan: Stage
  rejected: Stage[]
  /** All rows. The plans race for the first 101 of them, and the winner goes on alone. */
  rows: () => Generator<Row>
}

/** Lets the plans work in turns until one has enough results, as MongoDB does (docs: "Query Plans"). */
export function choosePlan(plans: Stage[], documents: number): Chosen {
  const [only] = plans
  if (only && plans.length === 1) return { plan: only, rejected: [], rows: () => only.rows() }
  const first = plans.map((): Row[] => [])
  const works = Math.max(TRIAL_WORKS, Math.floor(documents * 0.3))
  for (let i = 0; i < works; i++) if (playRound(plans, first)) break
  const scores = plans.map(scoreOf)
  const best = scores.indexOf(Math.max(...scores))
  const plan = plans[best] as Stage
  const begun = first[best] ?? []
  return {
    plan,
    rejected: plans.filter((_, i) => i !== best),
    *rows() {
      yield* begun
      yield* plan.rows()
    },
  }
}

/** One turn of each plan. @returns true when one of them has enough */
function playRound(plans: Stage[], rows: Row[][]): boolean {
  let isOver = false
  for (const [i, plan] of plans.entries()) {
    const turn = plan.work()
    if (turn === 'advanced' && plan.row) rows[i]?.push(plan.row)
    if (turn === 'eof' || (rows[i]?.length ?? 0) >= TRIAL_RESULTS) isOver = true
  }
  return isOver
}

/** Results per turn; ties go to plans that fetch and sort less. A plan that came to its end wins. */
function scoreOf(plan: Stage): number {
  const works = Math.max(1, plan.works)
  const epsilon = Math.min(1 / (10 * works), 1e-4)
  const bonus = (plan.has('FETCH') ? 0 : epsilon) + (plan.has('SORT') ? 0 : epsilon)
  return 1 + plan.advanced / works + bonus + (plan.ended ? 1 : 0)
}
