import { setImmediate as turn } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import type { Clock } from '../../../exercises/27-ci-cd/release.ts'

interface Timer {
  at: number
  wake: () => void
}

/** So many turns of the event loop without anything new mean that everybody waits for the clock. */
const TURNS = 4

/** A clock that moves on by itself, to the next timer, when everybody waits for it. Nobody waits for real. */
export function openClock(): Clock {
  let time = 0
  let isOver = false
  let isMoving = false
  const timers: Timer[] = []
  onTestFinished(() => {
    isOver = true
  })

  async function move(): Promise<void> {
    if (isMoving) return
    isMoving = true
    while (timers.length > 0 && !isOver) {
      for (let turns = 0; turns < TURNS; turns += 1) await turn()
      timers.sort((a, b) => a.at - b.at)
      const next = timers.shift()
      if (!next) break
      time = Math.max(time, next.at)
      next.wake()
    }
    isMoving = false
  }

  function sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const aborted = () => {
        timers.splice(timers.indexOf(timer), 1)
        reject(signal?.reason)
      }
      const timer: Timer = {
        at: time + Math.max(0, ms),
        wake: () => {
          signal?.removeEventListener('abort', aborted)
          resolve()
        },
      }
      signal?.addEventListener('abort', aborted, { once: true })
      timers.push(timer)
      void move()
    })
  }
  return { now: () => time, sleep }
}
