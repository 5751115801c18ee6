import { ServerError } from './errors.ts'

/** When the command that runs at the moment has to be over, in ms of `performance.now()`. */
let until = Number.POSITIVE_INFINITY

/** Docs: "Terminate Running Operations", maxTimeMS. Holds while `run` runs, up to the first await in it. */
export function withDeadline<T>(ms: number | undefined, run: () => T): T {
  const before = until
  until = deadlineIn(ms)
  try {
    return run()
  } finally {
    until = before
  }
}

export function deadlineIn(ms: number | undefined): number {
  return ms === undefined || ms <= 0 ? Number.POSITIVE_INFINITY : performance.now() + ms
}

/** Called by whatever may run for long. @throws ServerError 50 */
export function checkDeadline(): void {
  if (until !== Number.POSITIVE_INFINITY && performance.now() > until) throw tooLong()
}

/** Waits for somebody, but not past the deadline. @throws ServerError 50 */
export async function waitFor(ended: Promise<void>, deadline: number): Promise<void> {
  if (deadline === Number.POSITIVE_INFINITY) return ended
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(tooLong()), Math.max(0, deadline - performance.now()))
  })
  try {
    await Promise.race([ended, late])
  } finally {
    clearTimeout(timer)
  }
}

function tooLong(): ServerError {
  return new ServerError(50, 'operation exceeded time limit')
}
