import type { BenchResult } from '../../../bench/index.ts'
import { median } from '../../../bench/spread.ts'
import type { BenchAbout } from '../../../engine/bench/about.ts'
import type { SoFar } from '../../../engine/bench/news.ts'
import { type Measure, noteOn, WAIT } from '../../../ui/bench/wording.ts'
import type { BenchReport } from '../../api.ts'
import type { Running, Turn } from './bench-state.ts'

/** A bar of a chart, with what is said beside it. */
export interface Row {
  id: string
  title: string
  isLearners: boolean
  /** Undefined where nothing is measured yet. */
  value: number | undefined
  text: string
  note: string
  /** Its load runs now, and the bar shows what that has shown so far. */
  isNow: boolean
  /** The smallest and the largest of the rounds that have ended; undefined before the first has. */
  spread: [number, number] | undefined
}

type Variant = BenchAbout['variants'][number]

/** While it runs: of the server whose turn it is what its load shows at this moment, of the others the median of their rounds. */
export function rowsNow({ variants, rounds }: BenchAbout, running: Running, measure: Measure): Row[] {
  const { progress, turns, leftOut } = running
  return variants.map((variant) => {
    const { id } = variant
    if (leftOut.includes(id)) return { ...nothing(variant), note: 'left out' }
    const ended = turns.filter((turn) => turn.id === id).map((turn) => ofTurn(turn, measure))
    const isNow = progress?.id === id && ended.length < progress.round
    const live = isNow ? ofLoad(progress.soFar, measure) : undefined
    const value = live ?? (ended.length > 0 ? median(ended) : undefined)
    const note = ended.length > 0 ? `after ${ended.length} of ${rounds} rounds` : isNow ? 'begins' : 'to come'
    return {
      ...nothing(variant),
      value,
      text: value === undefined ? '' : measure.say(value),
      note: live === undefined ? note : 'now',
      isNow,
      spread: ended.length > 0 ? [Math.min(...ended), Math.max(...ended)] : undefined,
    }
  })
}

/** When it has ended: of each server the median of its rounds. */
export function rowsAfter({ variants }: BenchAbout, { results }: BenchReport, measure: Measure): Row[] {
  const [first] = results
  return results.map((result) => {
    const { id, title } = result
    const [smallest, value, largest] = measure.pick(result)
    const isLearners = variants.some((variant) => variant.id === id && variant.exercise !== undefined)
    return {
      ...{ id, title, isLearners, value, isNow: false },
      text: measure.say(value),
      note: (first && noteOn(measure, result, first)) ?? '',
      spread: [smallest, largest],
    }
  })
}

function nothing({ id, title, exercise }: Variant): Row {
  const isLearners = exercise !== undefined
  return { id, title, isLearners, value: undefined, text: '', note: '', isNow: false, spread: undefined }
}

function ofTurn({ pingP50, requestsPerSecond }: Turn, measure: Measure): number {
  return measure === WAIT ? pingP50 : requestsPerSecond
}

function ofLoad(soFar: SoFar | undefined, measure: Measure): number | undefined {
  if (!soFar) return undefined
  return measure === WAIT ? soFar.pingP50 : soFar.answered / soFar.seconds
}

/** `179 ms (170–190)`: the median of the rounds, and how far they lie apart. */
export function sayWithSpread(measure: Measure, result: BenchResult): string {
  const [smallest, middle, largest] = measure.pick(result)
  return `${measure.say(middle)} (${measure.say(smallest)} to ${measure.say(largest)})`
}
