import {
  type BenchJudgement,
  type BenchResult,
  defineBench,
  duration,
  overlaps,
  ratioOf,
  times,
} from 'backend-workbook/bench'
import { stockThatTakes } from './bench/search.ts'

const RATES = [100, 500, 1000]
/** Milliseconds of the thread that one search takes, on any machine: a thousand a second are more than it has. */
const SEARCH_MS = 1.25

export default defineBench({
  question: 'One search takes a little over a millisecond. What breaks first at 100, 500 and 1,000 requests a second?',
  variants: RATES.map((rate) => ({
    id: `rate-${rate}`,
    title: `${rate.toLocaleString('en-US')} a second`,
    file: 'bench/shop.ts',
    load: { rate },
  })),
  load: { path: '/search?q=lamp' },
  prepare: () => ({ PRODUCTS: String(stockThatTakes(SEARCH_MS)) }),
  judge,
})

function judge(results: BenchResult[]): BenchJudgement {
  const [calm, busy, flooded] = results
  if (!calm || !busy || !flooded) throw new RangeError('all three rates are always measured')
  const isClear = !overlaps(calm.pingP50, flooded.pingP50) && ratioOf(flooded.pingP50, calm.pingP50)[1] > 1
  const waits = [calm, busy, flooded].map((result) => duration(result.pingP50[1]))
  return {
    verdict: isClear ? 'clear' : 'inconclusive',
    headline: `/ping, which does nothing, waits ${waits[0]} at 100 requests a second, ${waits[1]} at 500 and ${waits[2]} at 1,000.`,
    why: whyOf(flooded),
    notes: [atFiveHundred(calm, busy), atThousand(flooded)],
  }
}

/** What one request costs: the time that the thread was busy, shared by the requests it answered. */
function whyOf(flooded: BenchResult): string {
  const cost = (flooded.eventLoopUtilisation[1] * 1000) / flooded.requestsPerSecond[1]
  const most = Math.round(1000 / cost / 10) * 10
  return (
    `One request takes about ${duration(cost)} of the only thread that runs JavaScript, so about ${most} a second fill it. ` +
    'Each line of the search is right; what the syntax does not show is that all requests take turns on one call stack.'
  )
}

function atFiveHundred(calm: BenchResult, busy: BenchResult): string {
  const used = `At 500 the thread is busy for ${Math.round(busy.eventLoopUtilisation[1] * 100)} % of the time`
  const longer = times(ratioOf(busy.pingP50, calm.pingP50))
  if (!keepsUp(busy, 500)) {
    return `${used} and already too few requests are answered: this machine is busy elsewhere. The wait is ${longer} as long.`
  }
  if (overlaps(calm.pingP50, busy.pingP50)) return `${used}, and the wait does not clearly differ from that at 100 yet.`
  return `${used}: every request is answered, but some arrive together, and the wait is ${longer} as long. The wait breaks first.`
}

/** Arrivals are random, so a few fewer than asked for means nothing. */
function keepsUp(result: BenchResult, rate: number): boolean {
  return result.requestsPerSecond[1] >= 0.9 * rate
}

function atThousand(flooded: BenchResult): string {
  const answered = Math.round(flooded.requestsPerSecond[1])
  if (keepsUp(flooded, 1000)) return 'At 1,000 this machine kept up: another run may find it less rested.'
  return (
    `At 1,000 it answers ${answered} a second, and when the load ended ${Math.round(flooded.waiting[1])} people were still waiting. ` +
    'The queue grows for as long as the load lasts, so a longer run waits longer: no number of seconds is the right one.'
  )
}
