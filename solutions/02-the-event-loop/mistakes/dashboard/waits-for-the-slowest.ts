/* mistake
wrong: It waits for every source, however long one takes; the deadline passes and nothing is shown.
why: Promise.allSettled keeps the other results, so the job looks done. But settled means that the last one has ended as well.
fails:
  - answers at the deadline with what there is
*/
export type Panel<T> = { status: 'ready'; value: T } | { status: 'failed'; error: unknown } | { status: 'late' }

export type Sources<T> = { [Name in keyof T]: (signal: AbortSignal) => T[Name] | Promise<T[Name]> }

export type Dashboard<T> = { [Name in keyof T]: Panel<T[Name]> }

type Load = (signal: AbortSignal) => unknown

export async function loadDashboard<T>(sources: Sources<T>, deadline: AbortSignal): Promise<Dashboard<T>> {
  const entries = Object.entries<Load>(sources).map(
    async ([name, load]) => [name, await toPanel(load, deadline)] as const,
  )
  return Object.fromEntries(await Promise.all(entries)) as Dashboard<T>
}

async function toPanel(load: Load, deadline: AbortSignal): Promise<Panel<unknown>> {
  if (deadline.aborted) return { status: 'late' }
  try {
    return { status: 'ready', value: await load(deadline) }
  } catch (error) {
    return { status: 'failed', error }
  }
}
