/** What the checks of this day share: promises that the check settles itself, and waiting without guessing durations. */
import { stretched } from 'backend-workbook/check'

export interface Deferred<T> {
  promise: Promise<T>
  resolve: (value: T) => void
  reject: (error: unknown) => void
}

/** A promise that the check settles when it likes. */
export function deferred<T = void>(): Deferred<T> {
  let resolve: (value: T) => void = () => {}
  let reject: (error: unknown) => void = () => {}
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue
    reject = onError
  })
  // Whoever is given the promise makes promises of their own from it; this one is the check's business.
  promise.catch(() => {})
  return { promise, resolve, reject }
}

/**
 * Waiting is counted in turns of the loop, not in time on the clock: on a busy machine a turn takes longer, and the
 * learner's code, which runs on the same loop, gets as many turns as ever. A turn is one millisecond or more.
 */
async function turn(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1))
  await new Promise((resolve) => setImmediate(resolve))
}

/** Lets everything that can run now run: promise jobs, ticks, immediates and the shortest timers. */
export async function quiet(turns = 4): Promise<void> {
  for (let count = 0; count < turns; count += 1) await turn()
}

/** Waits until the condition holds, but not for ever. The caller asserts afterwards. */
export async function until(condition: () => boolean, turns = 60): Promise<void> {
  for (let count = 0; count < stretched(turns) && !condition(); count += 1) await turn()
}

export type Outcome<T> = { resolved: T } | { rejected: unknown } | 'still pending'

/** How a promise ends within so many turns. Never rejects. */
export async function outcomeOf<T>(promise: Promise<T>, turns = 60): Promise<Outcome<T>> {
  let outcome: Outcome<T> = 'still pending'
  promise.then(
    (resolved) => {
      outcome = { resolved }
    },
    (rejected) => {
      outcome = { rejected }
    },
  )
  await until(() => outcome !== 'still pending', turns)
  return outcome
}

/** The same promise, whose end the check looks at later: until then its rejection counts as handled. */
export function watched<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {})
  return promise
}

/** Calls a function that should return a promise; a synchronous throw is told apart from a rejection. */
export async function callOutcome<T>(call: () => Promise<T>, turns?: number): Promise<Outcome<T> | { threw: unknown }> {
  let promise: Promise<T>
  try {
    promise = Promise.resolve(call())
  } catch (threw) {
    return { threw }
  }
  return outcomeOf(promise, turns)
}

/** Runs the body and gives the rejections that nobody handled meanwhile. */
export async function unhandledDuring(body: () => Promise<void>): Promise<unknown[]> {
  const unhandled: unknown[] = []
  const others = process.listeners('unhandledRejection')
  const note = (reason: unknown) => {
    unhandled.push(reason)
  }
  process.removeAllListeners('unhandledRejection')
  process.on('unhandledRejection', note)
  try {
    await body()
    await quiet()
  } finally {
    process.off('unhandledRejection', note)
    for (const listener of others) process.on('unhandledRejection', listener)
  }
  return unhandled
}
