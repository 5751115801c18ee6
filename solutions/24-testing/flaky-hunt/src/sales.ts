export interface Sale {
  at: Date
  cents: number
}

/** The day on which something happens in a time zone: `2026-03-29`. It begins and ends there at midnight, summer time or not. */
export function dayOf(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  const { year, month, day } = Object.fromEntries(parts.formatToParts(at).map(({ type, value }) => [type, value]))
  return `${year}-${month}-${day}`
}

/** What was sold on a day of that time zone, in cents. */
export function soldOn(day: string, sales: readonly Sale[], timeZone: string): number {
  return sales.filter(({ at }) => dayOf(at, timeZone) === day).reduce((sum, { cents }) => sum + cents, 0)
}
