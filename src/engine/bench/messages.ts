import type { BenchLoad } from '../../bench/index.ts'

/** What a bench says to its child processes, over IPC; each order is answered with `{ id, answer }` or `{ id, error }`, and before that as often as need be with `{ id, soFar }`. */
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

/** What a load has shown since it began: told ten times a second while it runs. */
export interface LoadSoFar {
  /** Answered with 2xx. */
  answered: number
  errors: number
  /** Sent and not answered yet; only where the rate is fixed. Without one it is always as many as there are connections. */
  waiting?: number
  seconds: number
  /** Milliseconds, of the requests that were answered with 2xx; undefined while there is none. */
  waitP50?: number
  waitP99?: number
}

export interface LoadMeasure {
  /** Answered with 2xx within the window. */
  answered: number
  errors: number
  /** Sent and not answered when the window closed. */
  waiting: number
  /** How long the window really was. */
  seconds: number
}
