import type { BenchProgress } from '../../../engine/bench/news.ts'
import type { BenchLine, BenchReport, Refusal } from '../../api.ts'

/** Of a turn that has ended. */
export interface Turn {
  id: string
  requestsPerSecond: number
  pingP50: number
}

export interface Running {
  phase: 'running'
  /** Undefined before the first turn. */
  progress?: BenchProgress
  turns: Turn[]
  /** Ids of variants that take no part, or none any more. */
  leftOut: string[]
}

/** What the page knows of a benchmark. */
export type BenchState =
  | { phase: 'before' | 'stopped' }
  | { phase: 'waiting'; for: 'judge' | 'bench' }
  | Running
  | { phase: 'done'; report: BenchReport }
  | { phase: 'refused'; refused: Refusal['error'] }

export const BEGUN: Running = { phase: 'running', turns: [], leftOut: [] }

/** Pure: the state after a line of the answer. */
export function afterLine(state: BenchState, line: BenchLine): BenchState {
  switch (line.type) {
    case 'waiting':
      return { phase: 'waiting', for: line.for }
    case 'done':
      return { phase: 'done', report: line.report }
    case 'refused':
      return { phase: 'refused', refused: line.error }
  }
  const running = state.phase === 'running' ? state : BEGUN
  switch (line.type) {
    case 'progress':
      return { ...running, progress: line }
    case 'turn':
      return { ...running, turns: [...running.turns, line] }
    case 'left-out':
      return { ...running, leftOut: [...running.leftOut, line.id] }
  }
}
