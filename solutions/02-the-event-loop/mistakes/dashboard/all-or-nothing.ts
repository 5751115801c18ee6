/* mistake
wrong: At the deadline every panel is late, those that answered long ago included.
why: Racing the whole Promise.all against the deadline is one line. But a race has one winner, and the loser's results are gone.
fails:
  - answers at the deadline with what there is
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
    const names = Object.keys(sources)
    const panels = Promise.all(Object.values<Load>(sources).map((load) => toPanel(load, deadline)))
    const allLate = late.then((panel) => names.map(() => panel))
    const winner = await Promise.race([allLate, panels])
    return Object.fromEntries(names.map((name, index) => [name, winner[index]])) as Dashboard<T>
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
