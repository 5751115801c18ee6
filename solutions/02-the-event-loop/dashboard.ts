/** What one source has to say: its value, why it failed, or that it did not answer in time. */
export type Panel<T> = { status: 'ready'; value: T } | { status: 'failed'; error: unknown } | { status: 'late' }

/** Sources by name. Each loads one value; the signal tells it when nobody waits for it any more. */
export type Sources<T> = { [Name in keyof T]: (signal: AbortSignal) => T[Name] | Promise<T[Name]> }

/** A panel for every source, by the same names in the same order. */
export type Dashboard<T> = { [Name in keyof T]: Panel<T[Name]> }

type Load = (signal: AbortSignal) => unknown

/**
 * Loads all sources at once, each into a panel of its own. Answers when the last has answered, or when the deadline
 * aborts, with what there is by then. Never rejects.
 */
export async function loadDashboard<T>(sources: Sources<T>, deadline: AbortSignal): Promise<Dashboard<T>> {
  let onDeadline = () => {}
  const late = new Promise<Panel<never>>((resolve) => {
    onDeadline = () => resolve({ status: 'late' })
  })
  deadline.addEventListener('abort', onDeadline)
  try {
    const entries = Object.entries<Load>(sources).map(
      async ([name, load]) => [name, await Promise.race([late, toPanel(load, deadline)])] as const,
    )
    // Nothing in here can reject, and `late` ends them all, so waiting for all is waiting until the deadline at most.
    return Object.fromEntries(await Promise.all(entries)) as Dashboard<T>
  } finally {
    deadline.removeEventListener('abort', onDeadline)
  }
}

/** Failure becomes a value right where it happens, so whoever puts the panels together needs no catch. */
async function toPanel(load: Load, deadline: AbortSignal): Promise<Panel<unknown>> {
  if (deadline.aborted) return { status: 'late' }
  try {
    return { status: 'ready', value: await load(deadline) }
  } catch (error) {
    return { status: 'failed', error }
  }
}
