import type { BenchLoad } from '../../bench/index.ts'

/** What a bench says to its child processes, over IPC; each order is answered with `{ id, answer }` or `{ id, error }`. */
export interface Asked<Order> {
  id: number
  order: Order
}

export type ServerOrder = 'start' | 'stop'

export interface ServerMeasure {
  eventLoopDelayP50: number
  eventLoopUtilisation: number
  peakMb: number
}

/** `guard`: this server process must not outlive the bench, even when the bench is killed. */
export type LoadOrder =
  | { type: 'guard'; pid: number }
  | { type: 'load'; url: string; load: BenchLoad; seconds: number; seed: number }

export interface LoadMeasure {
  /** Answered with 2xx within the window. */
  answered: number
  errors: number
  /** Sent and not answered when the window closed. */
  waiting: number
  /** How long the window really was. */
  seconds: number
}
