/** Instances that live and die, and requests that go on meanwhile. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type App, stretched } from 'backend-workbook/check'
import { instances, until } from './service.ts'

export function isAlive(pid: string): boolean {
  try {
    return process.kill(Number(pid), 0)
  } catch {
    return false
  }
}

/** Enough to meet every moment of a change, and little enough to leave the processors to those who start. */
const PAUSE_MS = 40

/** Asks on and on, so many at a time; gives what ends it and says how each request ended. */
export function asking(count: number, work: (index: number) => Promise<{ status: number }>): () => Promise<string[]> {
  let isOver = false
  const endings: string[] = []
  const loops = Array.from({ length: count }, async (_, index) => {
    while (!isOver) {
      const ending = await work(index).then(
        ({ status }) => (status < 400 ? 'fine' : String(status)),
        (error: Error) => error.message,
      )
      endings.push(ending)
      await sleep(PAUSE_MS)
    }
  })
  return async () => {
    isOver = true
    await Promise.all(loops)
    return endings
  }
}

export const unlessFine = (endings: string[]) => [...new Set(endings.filter((ending) => ending !== 'fine'))]

/** Enough for a start; a busy machine gets more, and the body of a request that has begun may take 5 s. */
const START_MS = 1500
const LONGEST_MS = 4500

/**
 * Until a new instance answers; where each waits for the old one to end, that will be later.
 * @param begun when the requests began that the old ones have yet to answer
 */
export async function underWay(app: App, old: string[], begun: number): Promise<void> {
  const start = performance.now()
  const isTime = (now: number) => now - start < stretched(START_MS, LONGEST_MS) && now - begun < LONGEST_MS
  while (isTime(performance.now())) {
    if ((await instances(app)).some((pid) => !old.includes(pid))) return
    await sleep(20)
  }
}

/** Until two instances answer, none of which is one of these. */
export async function replaced(app: App, old: string[]): Promise<string[]> {
  let now: string[] = []
  await until(app, 'two instances that answer, none of which is one of the old', async () => {
    now = await instances(app)
    return now.length === 2 && !now.some((pid) => old.includes(pid))
  })
  return now
}
