import type { Callback, Trace } from '../../../engine/trace/trace.ts'

export interface Placed {
  callback: Callback
  /** Of all callbacks, from 0 on. */
  index: number
  row: number
  x: number
  width: number
}

export interface LaidOut {
  placed: Placed[]
  /** Where Node called nothing for a while. */
  pauses: number[]
  width: number
}

/** As in the terminal: a column for each callback, and a mark where nothing was called for so long. */
const PAUSE_MS = 5
const UNIT = 16
const GAP = 8
const PAUSE_WIDTH = 22

/** Callbacks from left to right in their order; the longer one took, the longer is its bar, by powers of ten. */
export function layOut({ callbacks, lanes }: Pick<Trace, 'callbacks' | 'lanes'>): LaidOut {
  const placed: Placed[] = []
  const pauses: number[] = []
  let x = GAP
  for (const [index, callback] of callbacks.entries()) {
    const before = callbacks[index - 1]
    if (before && callback.startMs - before.endMs >= PAUSE_MS) {
      pauses.push(x + PAUSE_WIDTH / 2 - GAP / 2)
      x += PAUSE_WIDTH
    }
    const width = unitsOf(callback) * UNIT
    placed.push({ callback, index, row: lanes.findIndex(({ id }) => id === callback.lane), x, width })
    x += width + GAP
  }
  return { placed, pauses, width: x }
}

function unitsOf({ startMs, endMs, isUnfinished }: Callback): number {
  const took = endMs - startMs
  if (isUnfinished || took >= 100) return 4
  return took < 1 ? 1 : took < 10 ? 2 : 3
}
