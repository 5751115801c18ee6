/** The learner's calendar day as a whole number, so that the day after is one more whatever the clocks did at night. */
export function dayNumber(moment: Date): number {
  return Date.UTC(moment.getFullYear(), moment.getMonth(), moment.getDate()) / MS_A_DAY
}

/** `2026-11-29`, of a calendar day. */
export function dateOf(day: number): string {
  return new Date(day * MS_A_DAY).toISOString().slice(0, 10)
}

/** The calendar day of such a date. */
export function dayOfDate(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / MS_A_DAY
}

/** 0 for a Monday, 6 for a Sunday. */
export function weekdayOf(day: number): number {
  // The first of January 1970 was a Thursday.
  return (((day + 3) % 7) + 7) % 7
}

export const MS_A_DAY = 86_400_000
