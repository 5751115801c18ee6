import { dayNumber } from './calendar.ts'
import type { DayProgress } from './progress.ts'

export interface Pace {
  /** Calendar days on which there was work. */
  activeDays: number
  /** Course days a week since the first day of work; a day half proved counts half. Undefined in the first three days. */
  daysPerWeek: number | undefined
}

/** The first days say little: one good evening would promise the course in a week. */
const FIRST_DAYS = 3

export function paceOf(days: readonly DayProgress[], workDays: readonly number[], now: Date): Pace {
  const [first] = workDays
  const elapsed = first === undefined ? 0 : dayNumber(now) - first + 1
  const proved = days.reduce((sum, day) => sum + shareDone(day), 0)
  return {
    activeDays: workDays.length,
    daysPerWeek: elapsed > FIRST_DAYS ? Math.round((proved / elapsed) * 70) / 10 : undefined,
  }
}

/** 0 to 1: exercises passed and topics ticked, of all there are. */
function shareDone({ exercises, topics }: DayProgress): number {
  const all = exercises.length + topics.length
  const done =
    exercises.filter(({ status }) => status === 'passed').length + topics.filter((topic) => topic.done).length
  return all === 0 ? 0 : done / all
}
