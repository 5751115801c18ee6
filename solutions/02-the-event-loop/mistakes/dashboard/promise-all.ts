/* mistake
wrong: One failing source takes the whole dashboard with it.
why: Promise.all is the way to wait for several things, and it is right where the result is worthless without any one of them.
fails:
  - keeps the other panels when one source fails
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
    return Object.fromEntries(await Promise.all(entries)) as Dashboard<T>
  } finally {
    deadline.removeEventListener('abort', onDeadline)
  }
}

async function toPanel(load: Load, deadline: AbortSignal): Promise<Panel<unknown>> {
  if (deadline.aborted) return { status: 'late' }
  return { status: 'ready', value: await load(deadline) }
}
