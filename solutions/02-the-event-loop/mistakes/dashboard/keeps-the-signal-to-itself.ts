/* mistake
wrong: The sources never learn of the deadline, so their requests go on with nobody waiting.
why: The answer comes in time, and that is all one sees. The work behind it keeps its sockets and its place in the database pool.
fails:
  - gives every source the deadline, so that it can stop
*/
export type Panel<T> = { status: 'ready'; value: T } | { status: 'failed'; error: unknown } | { status: 'late' }

export type Sources<T> = { [Name in keyof T]: (signal: AbortSignal) => T[Name] | Promise<T[Name]> }

export type Dashboard<T> = { [Name in keyof T]: Panel<T[Name]> }

type Load = (signal: AbortSignal) => unknown

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

async function toPanel(load: Load, deadline: AbortSignal): Promise<Panel<unknown>> {
  if (deadline.aborted) return { status: 'late' }
  try {
    return { status: 'ready', value: await load(new AbortController().signal) }
  } catch (error) {
    return { status: 'failed', error }
  }
}
