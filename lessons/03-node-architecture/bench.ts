import {
  type BenchJudgement,
  type BenchResult,
  defineBench,
  duration,
  overlaps,
  ratioOf,
  times,
} from 'backend-workbook/bench'

export default defineBench({
  question: 'While two people wait for their reports, how long does everybody else wait?',
  variants: [
    { id: 'blocking', title: 'Blocking', file: 'bench/blocking.ts' },
    { id: 'slices', title: 'Async, in slices', file: 'bench/slices.ts' },
    { id: 'pool', title: 'Worker pool', file: 'bench/pool.ts' },
    { id: 'yours', title: 'Your server', exercise: 'unblock-the-server' },
  ],
  load: { path: '/report?year=2024', connections: 2 },
  ping: '/health',
  judge,
})

function judge(results: BenchResult[]): BenchJudgement {
  const [blocking, slices, pool, yours] = ['blocking', 'slices', 'pool', 'yours'].map((id) =>
    results.find((result) => result.id === id),
  )
  if (!blocking || !slices || !pool) throw new RangeError('the three servers of the benchmark are always measured')
  const ratio = ratioOf(blocking.pingP50, pool.pingP50)
  const isClear = !overlaps(blocking.pingP50, pool.pingP50) && ratio[1] > 1
  const [waits, waitsLess] = [blocking, pool].map((result) => duration(result.pingP50[1]))
  const busy = Math.round(pool.eventLoopUtilisation[1] * 100)
  return {
    verdict: isClear ? 'clear' : 'inconclusive',
    headline: isClear
      ? `/health waits ${waits} behind a blocking report and ${waitsLess} beside the worker pool: ${times(ratio)} less.`
      : `/health waited ${waits} behind a blocking report and ${waitsLess} beside the worker pool.`,
    why:
      'JavaScript runs on one thread, and whoever computes on it has it alone: the requests of all others lie unread ' +
      `until the handler returns. The pool computes on other threads and kept this one busy for ${busy} % of the time; ` +
      'slices compute on it too, but let the others in every 2 ms.',
    notes: [throughput(blocking, slices, pool), ...(yours ? [aboutYours(yours, blocking, pool)] : [])],
  }
}

function throughput(blocking: BenchResult, slices: BenchResult, pool: BenchResult): string {
  const quicker = [slices, pool].filter(
    (result) =>
      result.requestsPerSecond[1] > blocking.requestsPerSecond[1] &&
      blocking.requestsPerSecond[0] > 0 &&
      !overlaps(result.requestsPerSecond, blocking.requestsPerSecond),
  )
  if (quicker.length === 0) {
    return "Nobody computes more reports a second than before: the work is the same, it only stands in nobody's way."
  }
  const best = quicker.reduce((a, b) => (b.requestsPerSecond[1] > a.requestsPerSecond[1] ? b : a))
  const more = times(ratioOf(best.requestsPerSecond, blocking.requestsPerSecond))
  return `${best.title} also computes ${more} as many reports, because it uses more than one core.`
}

function aboutYours(yours: BenchResult, blocking: BenchResult, pool: BenchResult): string {
  const wait = duration(yours.pingP50[1])
  if (overlaps(yours.pingP50, blocking.pingP50))
    return `Your server still blocks: /health waits ${wait}, as in the first bar.`
  if (yours.pingP50[1] > blocking.pingP50[1])
    return `Your server makes /health wait ${wait}, longer than the one that blocks.`
  const less = times(ratioOf(blocking.pingP50, yours.pingP50))
  const rank =
    overlaps(yours.pingP50, pool.pingP50) || yours.pingP50[1] <= 5 * pool.pingP50[1]
      ? 'as good as the worker pool'
      : 'and the worker pool shows what is left to gain'
  return `In your server /health waits ${wait}: ${less} less than behind the blocking one, ${rank}.`
}
