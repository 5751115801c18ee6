/** What the checks of this day share: temporary folders, and promises as values. */
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Runs the body with a new empty folder, given by its real path, and removes the folder afterwards. */
export async function inFolder<T>(body: (folder: string) => Promise<T>): Promise<T> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'core-modules-')))
  try {
    return await body(folder)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

type Outcome<T> = { resolved: T } | { rejected: unknown } | { threw: unknown }

/** How a call ends. Never rejects; a synchronous throw is told apart from a rejection. */
export async function outcomeOf<T>(call: () => Promise<T>): Promise<Outcome<T>> {
  let promise: Promise<T>
  try {
    promise = Promise.resolve(call())
  } catch (threw) {
    return { threw }
  }
  return promise.then(
    (resolved) => ({ resolved }),
    (rejected: unknown) => ({ rejected }),
  )
}
