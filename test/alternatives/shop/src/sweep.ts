import { dropStrays } from './images.ts'
import { lookUp } from './payments.ts'
import { clock, forgetChecks, takeDue } from './tables/intents.ts'

const EVERY_MS = 700
const AT_ONCE = 10

/** Finds out what no webhook has told, and no process has lived to write down. @returns how to end it */
export async function startSweep(): Promise<() => void> {
  const start = await clock()
  await forgetChecks()
  let isStopped = false
  let timer: NodeJS.Timeout | undefined
  const round = async () => {
    await sweep(start, () => isStopped).catch(() => undefined)
    await dropStrays().catch(() => undefined)
    if (!isStopped) timer = setTimeout(round, EVERY_MS)
  }
  void round()
  return () => {
    isStopped = true
    clearTimeout(timer)
  }
}

async function sweep(start: Date, isStopped: () => boolean): Promise<void> {
  for (;;) {
    const due = isStopped() ? [] : await takeDue(AT_ONCE, start)
    await Promise.allSettled(due.map(lookUp))
    if (due.length < AT_ONCE) return
  }
}
