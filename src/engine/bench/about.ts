import type { Bench } from '../../bench/index.ts'
import { DEFAULT_ROUNDS, DEFAULT_SECONDS } from './defaults.ts'

/** What a benchmark asks and compares, as plain data. */
export interface BenchAbout {
  question: string
  /** `exercise`: the learner's own, of this day. */
  variants: { id: string; title: string; exercise?: string }[]
  /** The route that is loaded, and the one whose wait is measured meanwhile. */
  path: string
  ping: string
  rounds: number
  /** Of load, for each variant in each round. */
  seconds: number
}

export function aboutBench(bench: Bench, seconds?: number): BenchAbout {
  return {
    question: bench.question,
    variants: bench.variants.map((variant) => ({
      id: variant.id,
      title: variant.title,
      ...('exercise' in variant && { exercise: variant.exercise }),
    })),
    path: bench.load.path,
    ping: pingOf(bench),
    rounds: roundsOf(bench),
    seconds: secondsOf(bench, seconds),
  }
}

export function pingOf({ ping }: Pick<Bench, 'ping'>): string {
  return ping ?? '/ping'
}

export function roundsOf({ rounds }: Pick<Bench, 'rounds'>): number {
  return rounds ?? DEFAULT_ROUNDS
}

export function secondsOf({ load }: Pick<Bench, 'load'>, wanted?: number): number {
  return wanted ?? load.seconds ?? DEFAULT_SECONDS
}
