import { setTimeout as sleep } from 'node:timers/promises'
import type { App } from 'backend-workbook/check'

export interface Wait {
  /** Milliseconds from asking for the report to having it. */
  report: number
  /** Milliseconds that the slowest /health took meanwhile. */
  longest: number
}

/**
 * The longest wait for /health while a report is computed, in percent of the time that the report takes: the best of
 * three tries, because a busy machine can stall a right answer once, while a blocked loop is blocked every time.
 */
export async function longestWaitPercent(app: App, years: number[], enough: number): Promise<number> {
  let best = Number.POSITIVE_INFINITY
  for (const year of years) {
    const { report, longest } = await pingDuring(app, `/report?year=${year}`)
    best = Math.min(best, Math.round((100 * longest) / report))
    if (best < enough) break
  }
  return best
}

/** Asks for `path`, and for /health again and again until `path` is answered. */
async function pingDuring(app: App, path: string): Promise<Wait> {
  await (await app.fetch('/health')).text()
  const from = performance.now()
  let report: number | undefined
  const asked = app
    .fetch(path)
    .then((response) => response.text())
    .finally(() => {
      report = performance.now() - from
    })
  let longest = 0
  while (report === undefined) {
    const sent = performance.now()
    await (await app.fetch('/health')).text()
    longest = Math.max(longest, performance.now() - sent)
    await sleep(4)
  }
  await asked
  return { report, longest }
}
