import { type BenchJudgement, type BenchResult, defineBench, overlaps, ratioOf, times } from 'backend-workbook/bench'

export default defineBench({
  question: 'The ten latest orders of one retailer, out of 20,000 orders of 400. What does the index buy?',
  variants: [
    { id: 'no-index', title: 'No index', file: 'bench/no-index.ts' },
    { id: 'one-field', title: '{ retailer }', file: 'bench/one-field.ts' },
    { id: 'compound', title: '{ retailer, placedAt }', file: 'bench/compound.ts' },
  ],
  load: { path: '/latest' },
  judge,
})

function judge(results: BenchResult[]): BenchJudgement {
  const [none, one, both] = results
  if (!none || !one || !both) throw new RangeError('all three servers are always measured')
  const ratio = ratioOf(both.requestsPerSecond, none.requestsPerSecond)
  const isClear = !overlaps(both.requestsPerSecond, none.requestsPerSecond) && ratio[1] > 1
  const [slow, quick] = [none, both].map((result) => Math.round(result.requestsPerSecond[1]).toLocaleString('en-US'))
  return {
    verdict: isClear ? 'clear' : 'inconclusive',
    headline: isClear
      ? `Without an index ${slow} requests a second, with one ${quick}: ${times(ratio)} as many.`
      : `Without an index ${slow} requests a second, with one ${quick}.`,
    why:
      'Without an index the database reads all 20,000 orders for each request; with it, ten. The Node.js server beside it does ' +
      'the same either way and mostly waits, which is why its event loop looks healthy.',
    notes: [
      aboutTheSort(one, both),
      'Behind both is the MongoDB that `course doctor` names. A stand-in has other times than a real server, and the same plans.',
    ],
  }
}

function aboutTheSort(one: BenchResult, both: BenchResult): string {
  const ratio = ratioOf(both.requestsPerSecond, one.requestsPerSecond)
  if (overlaps(both.requestsPerSecond, one.requestsPerSecond)) {
    return 'Whether the index also has the date makes no clear difference with 50 orders a retailer. It would with 50,000.'
  }
  return `The date in the index makes it ${times(ratio)} as many again: nothing is sorted, and ten orders are read, not 50.`
}
