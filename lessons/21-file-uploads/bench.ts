import {
  type BenchJudgement,
  type BenchResult,
  defineBench,
  duration,
  overlaps,
  ratioOf,
  times,
} from 'backend-workbook/bench'

const MEGABYTES = 24
/** Uploads a second. */
const RATE = 1

export default defineBench({
  question: `Every second a vendor uploads ${MEGABYTES} MB. What does it cost to hold each file whole before it goes to the storage?`,
  variants: [
    { id: 'whole', title: 'Whole, then sent', file: 'bench/whole.ts' },
    { id: 'parts', title: 'Parts, one by one', file: 'bench/parts.ts' },
    { id: 'four-parts', title: 'Parts, four at a time', file: 'bench/four-parts.ts' },
  ],
  load: { path: '/upload', method: 'POST', body: 'v'.repeat(MEGABYTES * 2 ** 20), rate: RATE, seconds: 3 },
  judge,
})

function judge(results: BenchResult[]): BenchJudgement {
  const [whole, parts, fourParts] = results
  if (!whole || !parts || !fourParts) throw new RangeError('all three servers are always measured')
  const ratio = ratioOf(whole.peakMb, parts.peakMb)
  const isClear = !overlaps(whole.peakMb, parts.peakMb) && ratio[1] > 1
  const [much, some, four] = [whole, parts, fourParts].map(({ peakMb }) => `${Math.round(peakMb[1])} MB`)
  return {
    verdict: isClear ? 'clear' : 'inconclusive',
    headline: isClear
      ? `The same uploads need ${much} where each is held whole, and ${some} in parts: ${times(ratio)} as much.`
      : `The same uploads needed ${much} where each is held whole, and ${some} in parts.`,
    why:
      'A whole file is held until the storage has answered, for every vendor who uploads at that moment, and copied once ' +
      'when its pieces are joined. Parts are let go one by one, whatever the size of the file.',
    notes: [aboutFour(four ?? ''), aboutPings(whole, parts, fourParts), delivered(results)],
  }
}

function aboutFour(memory: string): string {
  return `Four parts at a time, which is the default, need ${memory}: up to five parts of 5 MB are held for each upload.`
}

function aboutPings(...[whole, parts, fourParts]: [BenchResult, BenchResult, BenchResult]): string {
  const [a, b, c] = [whole, parts, fourParts].map(({ pingP50 }) => duration(pingP50[1]))
  const difference = overlaps(whole.pingP50, parts.pingP50) ? ', of which the first two show no clear difference' : ''
  return `Meanwhile /ping waits ${a}, ${b} and ${c}${difference}.`
}

/** A server that falls behind holds more: that is told, not hidden. */
function delivered(results: BenchResult[]): string {
  const shares = results.map(({ title, requestsPerSecond }) => `${title}: ${requestsPerSecond[1].toFixed(1)}`)
  return `Uploads that were finished, of ${RATE} a second: ${shares.join(' · ')}.`
}
