import { dayNumber } from './calendar.ts'
import type { TrackerEvent } from './schema.ts'

export interface Streak {
  /** Calendar days in a row with work, up to today or, while today is still to come, yesterday. */
  days: number
  longest: number
  /** Whether today counts already. */
  today: boolean
}

const WORK: ReadonlySet<TrackerEvent['type']> = new Set(['attempt', 'review', 'answer', 'bench'])

/** Opening a page is not work: what counts was judged, answered or measured. */
export function isWork({ type }: Pick<TrackerEvent, 'type'>): boolean {
  return WORK.has(type)
}

/** `days`: the calendar days with work, each once, in order, none of them ahead. */
export function streakOf(days: readonly number[], now: Date): Streak {
  const today = dayNumber(now)
  let longest = 0
  let run = 0
  let last = Number.NEGATIVE_INFINITY
  for (const day of days) {
    run = day === last + 1 ? run + 1 : 1
    longest = Math.max(longest, run)
    last = day
  }
  return { days: today - last <= 1 ? run : 0, longest, today: last === today }
}
