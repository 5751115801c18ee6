/* mistake
wrong: It handles a failing source, but its time measurement hangs on a promise of its own, which rejects with nobody listening.
why: finally looks as if it only ran some code. But it returns a new promise, which rejects when the first one does.
fails:
  - leaves no rejection unhandled when a late source fails
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
    const start = performance.now()
    const loading = (async () => load(deadline))()
    loading.finally(() => performance.measure('source', { start }))
    return { status: 'ready', value: await loading }
  } catch (error) {
    return { status: 'failed', error }
  }
}
