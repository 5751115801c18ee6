import type { BenchState } from './bench-state.ts'

/** Where a benchmark is, in a line that is read aloud: it changes with each round, and not with each figure. */
export function sayState(state: BenchState): string {
  switch (state.phase) {
    case 'before':
    case 'refused':
      return ''
    case 'stopped':
      return 'It was stopped. Nothing was recorded.'
    case 'waiting':
      return state.for === 'bench'
        ? 'Waiting for another benchmark to end …'
        : 'Waiting for the judge to end: a benchmark beside it would measure both …'
    case 'running':
      return state.progress ? `Measuring: round ${state.progress.round} of ${state.progress.rounds}.` : 'It begins …'
    case 'done':
      return 'Measured and recorded. What it means is below the bars.'
  }
}
