import { type BenchJudgement, type BenchResult, defineBench, overlaps, ratioOf, times } from 'backend-workbook/bench'

export default defineBench({
  question: 'Ten orders out of 200,000, sorted by an index. What does the page behind the first 100,000 cost?',
  variants: [
    { id: 'first-page', title: 'First page', file: 'bench/first-page.ts' },
    { id: 'offset', title: 'OFFSET 100,000', file: 'bench/offset.ts' },
    { id: 'keyset', title: 'Keyset, same page', file: 'bench/keyset.ts' },
  ],
  load: { path: '/page' },
  judge,
})

function judge(results: BenchResult[]): BenchJudgement {
  const [first, offset, keyset] = results
  if (!first || !offset || !keyset) throw new RangeError('all three servers are always measured')
  const ratio = ratioOf(keyset.requestsPerSecond, offset.requestsPerSecond)
  const isClear = !overlaps(keyset.requestsPerSecond, offset.requestsPerSecond) && ratio[1] > 1
  const [slow, quick] = [offset, keyset].map((result) =>
    Math.round(result.requestsPerSecond[1]).toLocaleString('en-US'),
  )
  return {
    verdict: isClear ? 'clear' : 'inconclusive',
    headline: isClear
      ? `With OFFSET ${slow} requests a second, with the keyset ${quick}: ${times(ratio)} as many.`
      : `With OFFSET ${slow} requests a second, with the keyset ${quick}.`,
    why:
      'OFFSET walks through the index past 100,000 entries to throw them away, for each request. The keyset goes down the tree to its ' +
      'place, and reads ten.',
    notes: [aboutTheFirst(first, keyset)],
  }
}

function aboutTheFirst(first: BenchResult, keyset: BenchResult): string {
  if (overlaps(first.requestsPerSecond, keyset.requestsPerSecond)) {
    return 'By keyset, the ten-thousandth page costs what the first one costs.'
  }
  const ratio = ratioOf(first.requestsPerSecond, keyset.requestsPerSecond)
  return `The first page is served ${times(ratio)} as often as the ten-thousandth by keyset.`
}
