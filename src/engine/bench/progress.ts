import type { BenchNews, BenchProgress, SoFar } from './news.ts'

interface At extends Omit<BenchProgress, 'done' | 'soFar'> {
  /** Of all turns, from 0 on. */
  turn: number
  turns: number
  /** Of load, in this turn. */
  seconds: number
}

const TELL_EVERY_MS = 200

/** Tells how far it is and what was measured so far, now and every 200 ms, until it is stopped. */
export function reportProgress(
  { turn, turns, seconds, ...name }: At,
  tell: (news: BenchNews) => void,
): { onSoFar: (soFar: SoFar) => void; stop: () => void } {
  const start = performance.now()
  let latest: SoFar | undefined
  const tellNow = () => {
    const part = Math.min(0.95, (performance.now() - start) / 1000 / (seconds + 1))
    tell({ type: 'progress', ...name, done: (turn + part) / turns, ...(latest && { soFar: latest }) })
  }
  tellNow()
  const timer = setInterval(tellNow, TELL_EVERY_MS)
  return {
    onSoFar: (soFar) => {
      latest = soFar
    },
    stop: () => clearInterval(timer),
  }
}
