import type { Verdict } from '../engine/judge/verdict.ts'

/** After each look at a machine that was too busy to tell. They add up to some four minutes. */
const PAUSES_S = [1, 2, 4, 8, 15, 30, 60, 120]

/**
 * Looks until the machine can tell. A verdict that it could not is none, and an author learns nothing from it.
 * @returns the last look's verdict, which is `inconclusive` where no look could tell
 */
export async function untilTold(look: () => Promise<Verdict>, wait: (ms: number) => Promise<void>): Promise<Verdict> {
  let verdict = await look()
  for (const seconds of PAUSES_S) {
    if (verdict.status !== 'inconclusive') break
    await wait(seconds * 1000)
    verdict = await look()
  }
  return verdict
}
