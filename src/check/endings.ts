import { afterAll } from 'vitest'

/** What ends, or forgets, what all checks of a run share. */
const endings = new Set<() => void>()

/** Called when all checks of the run have ended. */
export function atTheEnd(work: () => void): void {
  endings.add(work)
}

/** Called once a run, while Vitest collects the file. */
export function endSharedWithRun(): void {
  afterAll(() => {
    for (const end of endings) end()
    endings.clear()
  })
}
