import { type BenchJudgement, type BenchResult, defineBench, overlaps, ratioOf, times } from 'backend-workbook/bench'

export default defineBench({
  question: 'A page needs one query. What does a cache buy, when so many of a hundred requests are hits?',
  variants: [
    { id: 'uncached', title: 'No cache', file: 'bench/uncached.ts' },
    { id: 'hits-0', title: '0 % hits', file: 'bench/hits-0.ts' },
    { id: 'hits-50', title: '50 % hits', file: 'bench/hits-50.ts' },
    { id: 'hits-90', title: '90 % hits', file: 'bench/hits-90.ts' },
    { id: 'hits-99', title: '99 % hits', file: 'bench/hits-99.ts' },
  ],
  load: { path: '/product', connections: 20 },
  judge,
})

function judge(results: BenchResult[]): BenchJudgement {
  const [uncached, none, half, most, nearly] = results
  if (!uncached || !none || !half || !most || !nearly) throw new RangeError('all five servers are always measured')
  const ratio = ratioOf(nearly.requestsPerSecond, uncached.requestsPerSecond)
  const isClear = !overlaps(nearly.requestsPerSecond, uncached.requestsPerSecond) && ratio[1] > 1
  const rates = results.map(({ title, requestsPerSecond: [, median] }) => `${title}: ${Math.round(median)}`)
  return {
    verdict: isClear ? 'clear' : 'inconclusive',
    headline: isClear
      ? `At 99 % hits the server answers ${times(ratio)} as many requests as without a cache.`
      : 'Between 99 % hits and no cache there was no clear difference.',
    why:
      'The database answers 10 queries at a time, each in 20 ms, so that it is the limit. Only misses reach it. From 90 to 99 % ' +
      'the misses become a tenth, and from 0 to 50 % a half: the last hits are worth the most.',
    notes: [
      `Requests a second: ${rates.join(' · ')}.`,
      aboutMisses(uncached, none),
      'The database is a timer behind a queue.',
    ],
  }
}

function aboutMisses(uncached: BenchResult, none: BenchResult): string {
  const isSame = overlaps(uncached.requestsPerSecond, none.requestsPerSecond)
  return isSame
    ? 'A cache that never hits makes no clear difference here: Redis is asked and told for nothing, and the database is slower.'
    : 'A cache that never hits asks and tells Redis for nothing, which shows.'
}
