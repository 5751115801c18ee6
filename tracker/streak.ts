import { dayNumber } from './calendar.ts'
import type { TrackerEvent } from './schema.ts'

export interface Streak {
  /** Calendar days in a row with work, up to today or, while today is still to come, yesterday. */
  days: number
  longest: number
  /** Whether today counts already. */
  today: boolean
}

/** Opening a page is not work: what counts was judged, answered or measured. */
const WORK: ReadonlySet<TrackerEvent['type']> = new Set(['attempt', 'answer', 'bench'])

/** The calendar days on which the learner worked, each once, in order; days that lie ahead (a clock set wrong) do not count. */
export function workDays(events: readonly TrackerEvent[], now: Date): number[] {
  const days = new Set<number>()
  for (const event of events) if (WORK.has(event.type)) days.add(dayNumber(new Date(event.at)))
  const today = dayNumber(now)
  return [...days].filter((day) => day <= today).sort((a, b) => a - b)
}

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
