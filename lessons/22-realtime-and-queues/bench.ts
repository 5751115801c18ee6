import {
  type BenchJudgement,
  type BenchResult,
  defineBench,
  duration,
  overlaps,
  ratioOf,
  times,
} from 'backend-workbook/bench'
import { makeReport } from './bench/report.ts'

/** Reports a second. */
const RATE = 10
/** Milliseconds for a report: seven tenths of a thread are busy with ten a second. */
const REPORT_MS = 70

export default defineBench({
  question: `An API is asked for ${RATE} reports a second, each of which takes the thread for ${REPORT_MS} ms. Who makes them?`,
  variants: [
    { id: 'in-request', title: 'The request', file: 'bench/in-request.ts' },
    { id: 'same-process', title: 'A worker in the API', file: 'bench/same-process.ts' },
    { id: 'queued', title: 'A worker apart', file: 'bench/queued.ts' },
  ],
  load: { path: '/reports', method: 'POST', rate: RATE, seconds: 3 },
  prepare: () => ({ REPORT_ROUNDS: String(roundsOf(REPORT_MS)) }),
  judge,
})

function judge(results: BenchResult[]): BenchJudgement {
  const [inRequest, same, apart] = results
  if (!inRequest || !same || !apart) throw new RangeError('all three are always measured')
  const [direct, near, far] = [inRequest, same, apart].map(({ pingP50 }) => duration(pingP50[1]))
  const ratio = ratioOf(inRequest.pingP50, apart.pingP50)
  const isClear = !overlaps(inRequest.pingP50, apart.pingP50) && ratio[1] > 1
  return {
    verdict: isClear ? 'clear' : 'inconclusive',
    headline: isClear
      ? `/ping waits ${direct} where the request makes the report, ${far} where a worker apart does: ${times(ratio)} as long.`
      : `/ping waited ${direct} where the request makes the report, and ${far} where a worker apart does.`,
    why:
      'A report takes the thread, and everybody else waits for its end. In another process it takes another thread; the API only writes ' +
      'a few lines to Redis.',
    notes: [
      `With a queue, but the worker in the process of the API, /ping waits ${near}: it is the process that matters.`,
    ],
  }
}

/** The rounds that take so long on this machine: the shortest of five measurements counts. */
function roundsOf(ms: number): number {
  const tried = 20_000
  const took = Array.from({ length: 5 }, () => {
    const start = performance.now()
    makeReport(tried)
    return performance.now() - start
  })
  return Math.round((tried * ms) / Math.min(...took))
}
