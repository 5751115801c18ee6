import type { RunOut } from '../engine/judge/seals.ts'
import { patience } from '../fenced/patience.ts'

const { setTimeout, clearTimeout } = globalThis
const now = performance.now.bind(performance)

/** For so long nobody wonders whether we are still there. */
const FIRST_LOOK_MS = 2000
/** The machine may become busy while we wait, so the time that is left is looked at again. */
const LOOK_MS = 500
const MOST = 5
/** A promise that never settles ends a check after nine seconds at most, on the busiest machine. */
const LONGEST_MS = 9000
/** What a check waits for ends sooner, so that the check is still there to say what it has waited for, and to close. */
export const LONGEST_WAIT_MS = 6000

/**
 * On a machine that is so many times slower, a limit that has a longest may be too short for anybody to tell. `author check` alone
 * makes it three to five times slower.
 */
const VERY_BUSY = 6
/** What is worth so much less than it says is too short. */
const TOO_SHORT = 1.5

let ranOut: RunOut | undefined
/** Counts checks: a limit is a matter of the check that has set it. */
let turn = 0

/** A new check begins, and limits of those before it are no matter of its own. */
export function forgetLimits(): void {
  ranOut = undefined
  turn += 1
}

/**
 * Says that a limit has run out, which somebody else has counted.
 * @param ms what it is on an idle machine
 * @param givenMs how long it was on this one
 */
export function noteRunOut(ms: number, givenMs: number): void {
  const times = patience(Number.POSITIVE_INFINITY)
  const isCutShort = times >= VERY_BUSY && givenMs * TOO_SHORT < ms * times
  if (isCutShort) ranOut = 'cut-short'
  else ranOut ??= 'whole'
}

/** Whether a limit of this check has run out: what fails after it may have failed for that alone. */
export function limitRanOut(): RunOut | undefined {
  return ranOut
}

/**
 * Calls back when `ms` have passed, counted on an idle machine: on a busy one, as many times longer as it is slower.
 *
 * @param onLook called now and then while there is time left: who listens hears that we are still there
 * @param longestMs however busy the machine is
 * @returns takes it back
 */
export function afterTime(
  ms: number,
  onOver: () => void,
  onLook: () => void = () => undefined,
  longestMs = LONGEST_MS,
): () => void {
  const start = now()
  let timer = setTimeout(look, Math.min(ms, FIRST_LOOK_MS))
  function look(): void {
    const givenMs = stretched(ms, longestMs)
    const left = givenMs - (now() - start)
    if (left <= 0) {
      noteRunOut(ms, givenMs)
      onOver()
      return
    }
    onLook()
    timer = setTimeout(look, Math.min(left, LOOK_MS))
  }
  return () => clearTimeout(timer)
}

/**
 * A signal that is aborted when `ms` have passed, counted in the same way. For checks that ask a server of their own.
 *
 * @example
 * const answer = await fetch(url, { signal: timeLimit(1500) })
 */
export function timeLimit(ms: number): AbortSignal {
  const stop = new AbortController()
  const start = now()
  const ours = turn
  function look(): void {
    const givenMs = stretched(ms, LONGEST_WAIT_MS)
    const left = givenMs - (now() - start)
    if (left <= 0) {
      if (ours === turn) noteRunOut(ms, givenMs)
      stop.abort(new DOMException(`no answer within ${ms / 1000} s`, 'TimeoutError'))
    } else setTimeout(look, Math.min(left, LOOK_MS)).unref()
  }
  // Nobody takes it back: aborting what has ended does nothing, and it keeps no process alive.
  setTimeout(look, ms).unref()
  return stop.signal
}

/**
 * As much time as is worth `ms` on an idle machine, as the machine is now. For turns of the event loop as well, where
 * they wait for disks or threads, which others may keep busy.
 */
export function stretched(ms: number, longestMs = LONGEST_MS): number {
  return Math.round(Math.max(ms, Math.min(ms * patience(MOST), longestMs)))
}
