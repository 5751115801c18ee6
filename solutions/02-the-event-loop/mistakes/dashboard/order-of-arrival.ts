/* mistake
wrong: The panels stand in the order in which the sources have answered, and change places from load to load.
why: Writing each answer into the object when it comes is the shortest way, and most comparisons of objects ignore the order of their keys.
fails:
  - keeps the panels in the order of the sources, whoever answers first
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
      dashboard[name] = await Promise.race([late, toPanel(load, deadline)])
    })
    await Promise.all(all)
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
