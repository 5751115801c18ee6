/** What the checks of this day share: waiting without guessing durations, and errors that nobody caught. */
import { stretched, timeLimit } from 'backend-workbook/check'

/** A turn lets everything run that can run now, and takes a millisecond at least. Disks need more of them. */
async function turn(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1))
  await new Promise((resolve) => setImmediate(resolve))
}

export async function quiet(turns = 4): Promise<void> {
  for (let count = 0; count < turns; count += 1) await turn()
}

/**
 * Waits until the condition holds, but not for ever: so many turns, and so many milliseconds if they are given. More of
 * both on a busy machine, where disks take more turns. The caller asserts afterwards.
 */
export async function until(condition: () => boolean, turns = 100, ms?: number): Promise<void> {
  const late = ms === undefined ? undefined : timeLimit(ms)
  for (let count = 0; count < stretched(turns) && !late?.aborted && !condition(); count += 1) await turn()
}

/**
 * For the beginning of a check that may end the process: Vitest reports in batches, every 100 ms, and what it has not
 * reported of the checks before would be lost.
 */
export async function reported(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 200))
}

export type Outcome<T> = { resolved: T } | { rejected: unknown } | 'still pending'

/** How a call ends within so many turns, and within so many milliseconds if they are given. Never rejects; a synchronous throw counts as a rejection. */
export async function outcomeOf<T>(call: () => Promise<T>, turns = 400, ms?: number): Promise<Outcome<T>> {
  let outcome: Outcome<T> = 'still pending'
  const settled = (async () => call())().then(
    (resolved) => {
      outcome = { resolved }
    },
    (rejected) => {
      outcome = { rejected }
    },
  )
  await Promise.race([settled, until(() => outcome !== 'still pending', turns, ms)])
  return outcome
}

/** The message of what a call was rejected with, or what else became of it. */
export function endOf(outcome: Outcome<unknown>): string {
  if (outcome === 'still pending') return 'it never settles'
  if ('resolved' in outcome) return 'it resolves'
  return outcome.rejected instanceof Error ? outcome.rejected.message : String(outcome.rejected)
}

/** Runs the body and gives the messages of errors that nobody caught meanwhile: they would have ended the process. */
export async function uncaughtDuring(body: () => Promise<void>): Promise<string[]> {
  const uncaught: string[] = []
  const note = (error: unknown) => {
    uncaught.push(error instanceof Error ? error.message : String(error))
  }
  const events = ['uncaughtException', 'unhandledRejection'] as const
  const others = events.map((event) => process.listeners(event as 'uncaughtException'))
  for (const event of events) process.removeAllListeners(event).on(event, note)
  try {
    await body()
    await quiet()
  } finally {
    for (const [index, event] of events.entries()) {
      process.off(event, note)
      for (const listener of others[index] ?? []) process.on(event, listener)
    }
  }
  return uncaught
}
