import type { Place } from '../engine/judge/places.ts'

/** What the judge says to a fenced process: a line of JSON each. A process may be prepared long before it runs. */
export type Order =
  | {
      type: 'prepare'
      /** Opens every seal. */
      token: string
      /** Of the server that checks will start, if any. */
      env: Record<string, string>
      /** Packages that the judged code imports. */
      packages: string[]
    }
  | {
      type: 'run'
      checkFile: string
      /** exercises/<room>: what check files import from. */
      room: string
      /** What stands in for the files there. */
      places: Place[]
      /** Whether the judged code may do something after the last check. */
      mayActLate: boolean
      /** Of this run: services, the learner's server. */
      env: Record<string, string>
      /** Others may follow in this process, if it is left as it was. */
      inARow: boolean
      /** The titles of the checks that are to run; all where there are none. */
      only?: string[]
    }

export type PrepareOrder = Extract<Order, { type: 'prepare' }>
export type RunOrder = Extract<Order, { type: 'run' }>
