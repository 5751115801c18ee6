/* mistake
wrong: Its listener stays on the deadline when every source has answered in time.
why: A listener that never fires again seems to cost nothing. On a signal that lives as long as the server, every call leaves one more.
fails:
  - leaves no listener on the deadline
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
  const entries = Object.entries<Load>(sources).map(
    async ([name, load]) => [name, await Promise.race([late, toPanel(load, deadline)])] as const,
  )
  // Nothing in here can reject, and `late` ends them all, so waiting for all is waiting until the deadline at most.
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
