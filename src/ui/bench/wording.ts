/** What a benchmark says, in a terminal and on the page. */
import { duration, overlaps, ratioOf, shortNumber } from '../../bench/compare.ts'
import type { BenchJudgement, BenchResult, Spread } from '../../bench/index.ts'
import type { BenchAbout } from '../../engine/bench/about.ts'
import type { Machine } from '../../engine/bench/machine.ts'
import type { BenchProgress, SoFar } from '../../engine/bench/news.ts'
import type { BenchRun } from '../../engine/bench/run.ts'
import { localDate } from '../text/date.ts'

type Routes = Pick<BenchAbout, 'path' | 'ping'>

/** One of the two figures that are drawn as bars. */
export interface Measure {
  unit: string
  /** How a bar is read. */
  reading: string
  subject: (routes: Routes) => string
  pick: (result: BenchResult) => Spread
  say: (value: number) => string
}

export const WAIT: Measure = {
  unit: 'ms',
  reading: 'median, less is better',
  subject: ({ ping, path }) => `How long ${ping} waits while ${path} is under load`,
  pick: ({ pingP50 }) => pingP50,
  say: duration,
}

export const RATE: Measure = {
  unit: 'requests a second',
  reading: 'more is better',
  subject: ({ path }) => `Requests to ${path} answered in a second`,
  pick: ({ requestsPerSecond }) => requestsPerSecond,
  say: (value) => `${shortNumber(value)}/s`,
}

export interface Signs {
  times: string
  to: string
}

export const SIGNS: Signs = { times: '×', to: '–' }

/** Behind a bar: how it compares with the first, where the rounds allow to say it. */
export function noteOn(measure: Measure, result: BenchResult, first: BenchResult, signs = SIGNS): string | undefined {
  if (measure === RATE && result.rate !== undefined) return `of ${shortNumber(result.rate)} asked for`
  if (first === result) return undefined
  const [a, b] = [measure.pick(first), measure.pick(result)]
  // With nothing answered in a round, there is no ratio to speak of.
  if (overlaps(a, b) || a[0] === 0 || b[0] === 0) return 'no clear difference'
  const isLess = a[1] > b[1]
  const [low, middle, high] = (isLess ? ratioOf(a, b) : ratioOf(b, a)).map(shortNumber)
  return `${middle}${signs.times} ${isLess ? 'less' : 'more'} (${low}${signs.to}${high})`
}

/** What is told of each server beside its bars. */
export type Column = [name: string, read: (result: BenchResult) => string]

const ERRORS: Column = ['errors', ({ errors }) => String(errors)]

export function otherColumns(results: readonly BenchResult[]): Column[] {
  return [
    ['loop late by', ({ eventLoopDelayP50 }) => duration(eventLoopDelayP50[1])],
    ['loop busy', ({ eventLoopUtilisation }) => `${Math.round(eventLoopUtilisation[1] * 100)} %`],
    ['memory', ({ peakMb }) => `${Math.round(peakMb[2])} MB`],
    ...(results.some(({ errors }) => errors > 0) ? [ERRORS] : []),
  ]
}

/** `3 rounds of 2 s for each server, in turn` */
export function sayTurns({ rounds, seconds }: Pick<BenchAbout, 'rounds' | 'seconds'>): string {
  return `${rounds} rounds of ${shortNumber(seconds).replace(/\.0$/, '')} s for each server, in turn`
}

export function sayMachine({ node, cores, platform }: Machine): string {
  return `Node ${node}, ${cores} ${cores === 1 ? 'core' : 'cores'}, ${platform}`
}

export function sayTurn({ title, round, rounds }: Pick<BenchProgress, 'title' | 'round' | 'rounds'>): string {
  return `Round ${round} of ${rounds}: ${title}`
}

/** Before the headline, where the figures do not allow one. */
export function sayInconclusive({ verdict }: Pick<BenchJudgement, 'verdict'>, rounds: number): string | undefined {
  if (verdict !== 'inconclusive') return undefined
  return `Inconclusive: the ${rounds} rounds differ too much to tell. Close what else runs here, and run it again.`
}

const OUTPUT_LINES = 6

/** Of a variant that took no part: why, and what it printed last. */
export function sayLeftOut({ title, reason, output }: Omit<BenchRun['leftOut'][number], 'id'>): {
  why: string
  printed: string[]
} {
  return { why: `Left out: ${title}. ${reason}`, printed: output ? output.split('\n').slice(-OUTPUT_LINES) : [] }
}

/** The last recorded run before one. */
export interface Previous {
  at: string
  results: BenchResult[]
}

/** What was waited then, of a variant that was measured then; nobody vouches for what is in a record. */
export function waitBefore(
  { results }: Pick<Previous, 'results'>,
  { id }: Pick<BenchResult, 'id'>,
): string | undefined {
  const wait = results.find((candidate) => candidate.id === id)?.pingP50?.[1]
  return typeof wait === 'number' ? duration(wait) : undefined
}

export function sayLastTime(previous: Previous, results: readonly BenchResult[]): string | undefined {
  const pairs = results.flatMap((result) => {
    const before = waitBefore(previous, result)
    return before === undefined ? [] : [`${result.title} ${before}, now ${duration(result.pingP50[1])}`]
  })
  if (pairs.length === 0) return undefined
  return `The wait last time (${localDate(previous.at)}): ${pairs.join('; ')}.`
}

/** What a load has shown so far, a part each. */
export function saySoFar({ answered, errors, waiting, waitP50, waitP99, pingP50 }: SoFar, { ping }: Routes): string[] {
  return [
    `${answered.toLocaleString('en-US')} answered`,
    ...(waitP50 === undefined || waitP99 === undefined
      ? []
      : [`half of them within ${duration(waitP50)}, 99 of 100 within ${duration(waitP99)}`]),
    ...(waiting === undefined ? [] : [`${waiting.toLocaleString('en-US')} without an answer`]),
    ...(errors === 0 ? [] : [`${errors.toLocaleString('en-US')} failed`]),
    ...(pingP50 === undefined ? [] : [`${ping} waits ${duration(pingP50)}`]),
  ]
}
