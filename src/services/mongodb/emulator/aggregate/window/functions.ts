import type { Value } from '../../values/bson.ts'
import { linearFill } from './filling.ts'
import { type CompileFunction, inputOf } from './given.ts'
import { ranking, shift } from './positions.ts'
import { covariance, derivative, integral, movingAverage, overTime } from './rates.ts'

/** docs: "Window Operators", those that are no accumulators. */
export const FUNCTIONS: Record<string, CompileFunction> = {
  $documentNumber: ranking((docs) => docs.map((_, i) => i + 1)),
  $rank: ranking((docs, isTie) => {
    const ranks: number[] = []
    for (let i = 0; i < docs.length; i++) ranks.push(i > 0 && isTie(i) ? (ranks[i - 1] as number) : i + 1)
    return ranks
  }),
  $denseRank: ranking((docs, isTie) => {
    const ranks: number[] = []
    for (let i = 0; i < docs.length; i++) ranks.push((ranks[i - 1] ?? 0) + (i > 0 && isTie(i) ? 0 : 1))
    return ranks
  }),
  $shift: shift,
  $locf: (given) => {
    const evaluate = inputOf(given)
    return (docs) => {
      let last: Value = null
      return docs.map((doc) => {
        last = evaluate(doc) ?? last
        return last
      })
    }
  },
  $linearFill: linearFill,
  $expMovingAvg: movingAverage,
  $derivative: (given) => overTime(given, derivative),
  $integral: (given) => overTime(given, integral),
  $covariancePop: (given) => covariance(given, 0),
  $covarianceSamp: (given) => covariance(given, 1),
}
