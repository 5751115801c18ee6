import type { DayProgress } from './day-progress.ts'
import type { GateProgress } from './gates.ts'

export interface Count {
  done: number
  total: number
}

export interface Totals {
  /** Of the whole course, days that are coming included. */
  days: Count
  gates: Count
  exercises: Count
  topics: Count
  attempts: number
  hints: number
}

export function totalsOf(days: readonly DayProgress[], gates: readonly GateProgress[]): Totals {
  const exercises = days.flatMap((day) => day.exercises)
  return {
    days: countOf(days, ({ status }) => status === 'done'),
    gates: countOf(gates, ({ status }) => status === 'passed'),
    exercises: countOf(exercises, ({ status }) => status === 'passed'),
    topics: countOf(
      days.flatMap((day) => day.topics),
      ({ done }) => done,
    ),
    attempts: exercises.reduce((sum, { attempts }) => sum + attempts, 0),
    hints: exercises.reduce((sum, { hints }) => sum + hints, 0),
  }
}

export function countOf<T>(all: readonly T[], isDone: (each: T) => boolean): Count {
  return { done: all.filter(isDone).length, total: all.length }
}
