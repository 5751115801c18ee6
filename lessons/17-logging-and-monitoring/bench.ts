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
  question: 'A route writes twenty lines to a log. What do the lines cost?',
  variants: [
    { id: 'silent', title: 'No log', file: 'bench/silent.ts' },
    { id: 'console', title: 'console.log', file: 'bench/console.ts' },
    { id: 'winston', title: 'Winston', file: 'bench/winston.ts' },
    { id: 'pino-sync', title: 'Pino, a write a line', file: 'bench/pino-sync.ts' },
    { id: 'pino-async', title: 'Pino, buffered', file: 'bench/pino-async.ts' },
  ],
  load: { path: '/orders' },
  judge,
})

function judge(results: BenchResult[]): BenchJudgement {
  const [silent, plain, winston, sync, buffered] = results
  if (!silent || !plain || !winston || !sync || !buffered) throw new RangeError('all five are always measured')
  const isClear = !overlaps(buffered.requestsPerSecond, plain.requestsPerSecond)
  const ratio = times(ratioOf(buffered.requestsPerSecond, plain.requestsPerSecond))
  return {
    verdict: isClear && ratioOf(buffered.requestsPerSecond, plain.requestsPerSecond)[1] > 1 ? 'clear' : 'inconclusive',
    headline: `With console.log a request costs ${cost(plain)} of the thread, with a buffered Pino ${cost(buffered)}, without a log ${cost(silent)}.`,
    why:
      'Each line is formatted on the thread that answers requests, and a synchronous write waits for the system as well. ' +
      `A buffer turns twenty writes into less than one: ${ratio} as many requests. Its price: the last lines are lost when the process is killed.`,
    notes: [`Winston costs ${cost(winston)} a request, Pino with a write a line ${cost(sync)}.`],
  }
}

/** Time of the thread for one request. */
function cost(result: BenchResult): string {
  return duration((result.eventLoopUtilisation[1] * 1000) / result.requestsPerSecond[1])
}
