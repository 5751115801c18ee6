/** A clock that the checks move, and requests at random times, the same in each run. */
import type { Clock, Decision, Limiter } from '../../../exercises/16-security-stack/rate-limiter.ts'

export interface MovedClock {
  now: Clock
  time: number
}

/** Where days are counted from does not matter, and it is no round number. */
export const EPOCH = 1_795_000_123_457

export function clockAt(time: number): MovedClock {
  const clock: MovedClock = { time, now: () => clock.time }
  return clock
}

/** Moves the clock to each of the times, and gives what a request for `key` then was told. */
export function takeAt(limiter: Limiter, clock: MovedClock, times: readonly number[], key = 'ann'): Decision[] {
  return times.map((time) => {
    clock.time = time
    return limiter.take(key)
  })
}

/** `yes, no, yes`, as the contract's examples have it. */
export const answers = (decisions: readonly Decision[]): string =>
  decisions.map(({ allowed }) => (allowed ? 'yes' : 'no')).join(', ')

/** What each of these times should be told, worked out the slow way. Times are in order. */
export type Oracle = (allowedBefore: readonly number[], time: number) => boolean

export function expected(times: readonly number[], oracle: Oracle): string {
  const allowed: number[] = []
  return times
    .map((time) => {
      const fits = oracle(allowed, time)
      if (fits) allowed.push(time)
      return fits ? 'yes' : 'no'
    })
    .join(', ')
}

/** So many times in order, in steps of 0 to `most` times `grain`. Some fall together. */
export function randomTimes(count: number, grain: number, most: number, seed: number, from = EPOCH): number[] {
  let state = seed
  let time = from - (from % grain)
  return Array.from({ length: count }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    time += grain * Math.floor((state / 2_147_483_648) * (most + 1))
    return time
  })
}
