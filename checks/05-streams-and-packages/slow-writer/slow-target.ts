import { Writable } from 'node:stream'
import { type Outcome, outcomeOf, until } from '../support.ts'

export interface Slow {
  target: Writable
  /** What has arrived, as text. */
  arrived: () => string
  /** The most bytes that ever waited in the stream. */
  mostWaiting: () => number
  /** How many chunks the stream is busy with: 0 or 1. */
  busy: () => boolean
  /** Lets the stream finish the chunk it is busy with. */
  step: (error?: Error) => void
  /** From now on it finishes every chunk by itself, a turn of the loop later. */
  run: () => void
}

/** A target that takes its time: it finishes a chunk only when the check says so. */
export function slow(highWaterMark: number): Slow {
  const got: Buffer[] = []
  let finish: ((error?: Error) => void) | undefined
  let runs = false
  let most = 0
  const target = new Writable({
    highWaterMark,
    write(chunk: Buffer, _encoding, done) {
      got.push(chunk)
      finish = done
      if (runs) setImmediate(step)
    },
  })
  function step(error?: Error): void {
    most = Math.max(most, target.writableLength)
    const done = finish
    finish = undefined
    done?.(error)
  }
  return {
    target,
    arrived: () => Buffer.concat(got).toString(),
    mostWaiting: () => Math.max(most, target.writableLength),
    busy: () => finish !== undefined,
    step,
    run() {
      runs = true
      if (finish) setImmediate(step)
    },
  }
}

/** A source that counts how many chunks were taken from it, and notices being told to stop. */
export function counted(chunks: Iterable<string | Uint8Array>) {
  const seen = { taken: 0, stopped: false }
  async function* source() {
    try {
      for (const chunk of chunks) {
        seen.taken += 1
        yield chunk
      }
    } finally {
      seen.stopped = true
    }
  }
  return { seen, source: source() }
}

export const numbers = Array.from({ length: 40 }, (_, index) => String(index).padStart(4, '0'))

/** Starts a call whose end the check looks at later. */
export function start(call: () => Promise<number>) {
  let outcome: Outcome<number> = 'still pending'
  void outcomeOf(call, 1500).then((end) => {
    outcome = end
  })
  return { outcome: () => outcome, end: () => until(() => outcome !== 'still pending', 300).then(() => outcome) }
}
