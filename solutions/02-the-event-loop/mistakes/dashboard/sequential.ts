/* mistake
wrong: It loads one source after the other, so the times add up.
why: A loop with await is correct, and on a developer's machine, where every source answers in a millisecond, nobody notices.
fails:
  - starts every source before the first has answered
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
    const entries: [string, Panel<unknown>][] = []
    for (const [name, load] of Object.entries<Load>(sources)) {
      entries.push([name, await Promise.race([late, toPanel(load, deadline)])])
    }
    return Object.fromEntries(entries) as Dashboard<T>
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
