/* mistake
wrong: A late source still writes into the answer that was given, so the caller's data changes under their hands.
why: Every source puts its own panel into one shared object, which is simple, and right as long as nobody gives the object away early.
fails:
  - never changes an answer that it has given
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
    const dashboard: Record<string, Panel<unknown>> = {}
    const all = Object.entries<Load>(sources).map(async ([name, load]) => {
      dashboard[name] = { status: 'late' }
      dashboard[name] = await toPanel(load, deadline)
    })
    await Promise.race([late, Promise.all(all)])
    return dashboard as Dashboard<T>
  } finally {
    deadline.removeEventListener('abort', onDeadline)
  }
}

async function toPanel(load: Load, deadline: AbortSignal): Promise<Panel<unknown>> {
  if (deadline.aborted) return { status: 'late' }
  try {
    return { status: 'ready', value: await load(deadline) }
  } catch (error) {
    return { status: 'failed', error }
  }
}
