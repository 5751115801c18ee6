/** What one source has to say: its value, why it failed, or that it did not answer in time. */
export type Panel<T> = { status: 'ready'; value: T } | { status: 'failed'; error: unknown } | { status: 'late' }

/** Sources by name. Each loads one value; the signal tells it when nobody waits for it any more. */
export type Sources<T> = { [Name in keyof T]: (signal: AbortSignal) => T[Name] | Promise<T[Name]> }

/** A panel for every source, by the same names in the same order. */
export type Dashboard<T> = { [Name in keyof T]: Panel<T[Name]> }

/**
 * Loads a dashboard from several sources and gives what there is when the deadline comes.
 *
 * - All sources start at once.
 * - Each becomes a panel of its own: one that fails, by rejecting or by throwing, takes nothing away from the others. The
 *   panel holds what the source gave or failed with, as it is: undefined and a text are values and errors like any other.
 * - It answers as soon as the last source has, or at the moment when `deadline` aborts, with the panels that there
 *   are by then; the rest are late. An answer that was given never changes afterwards.
 * - Every source is given `deadline`, so that it can stop its work. When it has aborted already, no source is started.
 * - It never rejects, and nothing stays behind: no listener on `deadline`, no unhandled rejection.
 *
 * The version below is what the dashboard does today: one source after the other, and all is lost when one fails.
 *
 * @example
 * const { user, orders } = await loadDashboard({ user: loadUser, orders: loadOrders }, AbortSignal.timeout(300))
 * if (orders.status === 'ready') show(orders.value)
 */
export async function loadDashboard<T>(sources: Sources<T>, deadline: AbortSignal): Promise<Dashboard<T>> {
  const panels: [string, Panel<unknown>][] = []
  for (const [name, load] of Object.entries<(signal: AbortSignal) => unknown>(sources)) {
    panels.push([name, { status: 'ready', value: await load(deadline) }])
  }
  return Object.fromEntries(panels) as Dashboard<T>
}
