import {
  type BenchJudgement,
  type BenchResult,
  defineBench,
  duration,
  overlaps,
  ratioOf,
  times,
} from 'backend-workbook/bench'
import { report } from './bench/market-app.ts'

/** Milliseconds that a report takes the thread. */
const REPORT_MS = 20

export default defineBench({
  question: `Ten people ask for reports that take the thread ${REPORT_MS} ms each. What do more processes change, and what does a proxy cost?`,
  variants: [
    { id: 'one', title: 'One process', file: 'bench/one-process.ts' },
    { id: 'cluster', title: 'A worker for each core', file: 'bench/workers.ts' },
    { id: 'direct', title: 'No proxy, no work', file: 'bench/one-process.ts', load: { path: '/' } },
    { id: 'proxied', title: 'A proxy, no work', file: 'bench/behind-a-proxy.ts', load: { path: '/' } },
  ],
  load: { path: '/report' },
  prepare: () => ({ REPORT_ROUNDS: String(roundsOf(REPORT_MS)) }),
  judge,
})

function judge(results: BenchResult[]): BenchJudgement {
  const [one, cluster, direct, proxied] = ['one', 'cluster', 'direct', 'proxied'].map((id) =>
    results.find((result) => result.id === id),
  )
  if (!one || !cluster || !direct || !proxied) throw new RangeError('all four are always measured')
  const more = ratioOf(cluster.requestsPerSecond, one.requestsPerSecond)
  const fewer = ratioOf(direct.requestsPerSecond, proxied.requestsPerSecond)
  const isClear =
    !overlaps(one.requestsPerSecond, cluster.requestsPerSecond) &&
    more[1] > 1 &&
    !overlaps(direct.requestsPerSecond, proxied.requestsPerSecond) &&
    fewer[1] > 1
  const [alone, together] = [one, cluster].map(({ pingP50 }) => duration(pingP50[1]))
  const [answer, proxiedAnswer] = [direct, proxied].map(({ requestsPerSecond }) =>
    duration(1000 / requestsPerSecond[1]),
  )
  return {
    verdict: isClear ? 'clear' : 'inconclusive',
    headline: isClear
      ? `Workers make ${times(more)} as many reports as one process. Without a proxy there are ${times(fewer)} as many answers as through one.`
      : 'The rounds differ too much to say what workers or a proxy change here.',
    why:
      'One process computes one report at a time, and /ping waits for those before it. Each worker has a thread of its own, but all share the ' +
      'cores with the program that asks. A proxy reads and writes each message once more.',
    notes: [
      `/ping waits ${alone} behind one process, and ${together} behind the workers.`,
      `Without work there is an answer every ${answer}, and every ${proxiedAnswer} through the proxy. Beside a report of ${REPORT_MS} ms that is little.`,
    ],
  }
}

/** The rounds that take so long on this machine: the shortest of five measurements counts. */
function roundsOf(ms: number): number {
  const tried = 500
  report(tried)
  const took = Array.from({ length: 5 }, () => {
    const start = performance.now()
    report(tried)
    return performance.now() - start
  })
  return Math.max(1, Math.round((tried * ms) / Math.min(...took)))
}
