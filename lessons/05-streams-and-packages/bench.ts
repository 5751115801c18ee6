import { rmSync } from 'node:fs'
import {
  type BenchJudgement,
  type BenchResult,
  defineBench,
  duration,
  overlaps,
  ratioOf,
  times,
} from 'backend-workbook/bench'
import { makeFile } from './bench/download.ts'

const MEGABYTES = 24
/** Downloads a second. */
const RATE = 12

export default defineBench({
  question: `Every second ${RATE} people come for a file of ${MEGABYTES} MB. What does it cost to read it whole for each of them?`,
  variants: [
    { id: 'whole', title: 'readFile', file: 'bench/whole.ts' },
    { id: 'streamed', title: 'Stream, 64 KB pieces', file: 'bench/streamed.ts' },
    { id: 'large-pieces', title: 'Stream, 1 MB pieces', file: 'bench/large-pieces.ts' },
  ],
  load: { path: '/download', rate: RATE },
  prepare,
  judge,
})

/** The file lives as long as the benchmark. */
function prepare(): Record<string, string> {
  const file = makeFile(MEGABYTES)
  process.once('exit', () => rmSync(file, { force: true }))
  return { DOWNLOAD: file }
}

function judge(results: BenchResult[]): BenchJudgement {
  const [whole, streamed, large] = results
  if (!whole || !streamed || !large) throw new RangeError('all three servers are always measured')
  const ratio = ratioOf(whole.peakMb, streamed.peakMb)
  const isClear = !overlaps(whole.peakMb, streamed.peakMb) && ratio[1] > 1
  const [much, little] = [whole, streamed].map((result) => `${Math.round(result.peakMb[1])} MB`)
  return {
    verdict: isClear ? 'clear' : 'inconclusive',
    headline: isClear
      ? `The same downloads need ${much} with readFile and ${little} with a stream: ${times(ratio)} as much.`
      : `The same downloads needed ${much} with readFile and ${little} with a stream.`,
    why:
      'readFile holds the whole file for everybody who downloads, for as long as the slowest of them takes. A stream holds ' +
      'a few pieces for each, whatever the size of the file, and reads on only when the socket has taken them.',
    notes: [throughput(whole, streamed), aboutPieces(whole, streamed, large), aboutPings(whole, streamed)],
  }
}

function throughput(whole: BenchResult, streamed: BenchResult): string {
  const [a, b] = [whole, streamed].map((result) => `${Math.round(result.requestsPerSecond[1] * MEGABYTES)} MB/s`)
  const figures = `readFile delivers ${a}, the stream ${b}, of ${RATE * MEGABYTES} MB/s asked for`
  if (overlaps(whole.requestsPerSecond, streamed.requestsPerSecond)) return `${figures}: no clear difference.`
  if (whole.requestsPerSecond[1] > streamed.requestsPerSecond[1]) return `${figures}: here the pieces cost speed.`
  return `${figures}: here filling so much memory costs speed.`
}

/** What a stream pays for its little memory: a turn of the loop and a visit to the thread pool for each piece. */
function aboutPieces(whole: BenchResult, streamed: BenchResult, large: BenchResult): string {
  const [a, b, c] = [whole, streamed, large].map((result) => `${Math.round(result.eventLoopUtilisation[1] * 100)} %`)
  const figures = `The thread is busy for ${a} of the time with readFile, ${b} with pieces of 64 KB and ${c} with pieces of 1 MB`
  const memory = `the large pieces need ${Math.round(large.peakMb[1])} MB`
  if (overlaps(whole.eventLoopUtilisation, streamed.eventLoopUtilisation)) return `${figures}; ${memory}.`
  return `${figures}: every piece costs a turn of the loop. In exchange for fewer turns, ${memory}.`
}

function aboutPings(whole: BenchResult, streamed: BenchResult): string {
  const [a, b] = [whole, streamed].map((result) => duration(result.pingP50[1]))
  const difference = overlaps(whole.pingP50, streamed.pingP50) ? ', no clear difference' : ''
  return `Meanwhile /ping waits ${a} and ${b}${difference}.`
}
