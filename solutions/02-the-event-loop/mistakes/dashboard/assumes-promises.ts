/* mistake
wrong: It calls then on whatever a source returns, so a source that returns a plain value, or throws, breaks it.
why: Sources usually are async functions, and then it works. The type says that they need not be, and await copes with both.
fails:
  - gives the value of every source under its name
  - treats a source that throws like one that rejects
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
  return (load(deadline) as Promise<unknown>).then(
    (value) => ({ status: 'ready', value }),
    (error) => ({ status: 'failed', error }),
  )
}
