import type { Course } from '../src/engine/course/model.ts'
import { dateOf, dayOfDate } from './calendar.ts'
import type { EventOf } from './schema.ts'

/** How the learner means to go through the course. */
export interface Plan {
  /** Calendar day from which it counts. */
  start: number
  /** The day of the course that it begins with. */
  from: number
  /** Days of study in seven, 1 to 7. */
  daysAWeek: number
  /** Minutes on each of them; undefined for a day of the course on each, whatever that takes. */
  minutes: number | undefined
  /** Whether the learner said so. The course's own plan is a day of the course a day, from the first day with work. */
  chosen: boolean
}

export interface StudyDay {
  date: string
  day: number
}

type Days = readonly Pick<Course['days'][number], 'day' | 'minutes'>[]

/** Undefined before the first day with work, unless a pace was chosen. */
export function planOf(pace: EventOf<'pace'> | undefined, firstDay: number | undefined): Plan | undefined {
  if (pace) {
    const { start, from, daysAWeek, minutes } = pace
    return { start: dayOfDate(start), from, daysAWeek, minutes, chosen: true }
  }
  return firstDay === undefined
    ? undefined
    : { start: firstDay, from: 1, daysAWeek: 7, minutes: undefined, chosen: false }
}

/** Days of study from the start of the plan to this calendar day, both included. They are spread evenly: at 5 a week, 5 in any 7. */
export function studyDaysUntil({ start, daysAWeek }: Plan, day: number): number {
  return Math.max(0, Math.ceil(((day - start + 1) * daysAWeek) / 7))
}

/** Where the plan is on a calendar day: the day of the course, undefined before the start, and the minutes that all up to there take. */
export function planned(plan: Plan, days: Days, on: number): { day: number | undefined; minutes: number } {
  const count = studyDaysUntil(plan, on)
  let day: number | undefined
  let minutes = 0
  for (const [index, each] of ahead(plan, days).entries()) {
    if (plan.minutes === undefined ? index >= count : minutes >= count * plan.minutes) break
    day = each.day
    minutes += each.minutes
  }
  return { day, minutes: plan.minutes === undefined ? minutes : Math.min(minutes, count * plan.minutes) }
}

/** The calendar day on which the plan has gone through the whole course. */
export function endOf(plan: Plan, days: Days): number {
  const left = ahead(plan, days)
  const total = left.reduce((sum, { minutes }) => sum + minutes, 0)
  const count = plan.minutes === undefined ? left.length : Math.ceil(total / plan.minutes)
  // The first day on which that many days of study are reached (studyDaysUntil).
  return plan.start + Math.max(0, Math.floor(((count - 1) * 7) / plan.daysAWeek))
}

/** What the plan has for the seven days from this one. */
export function weekOf(plan: Plan, days: Days, from: number): StudyDay[] {
  const end = endOf(plan, days)
  return [0, 1, 2, 3, 4, 5, 6].flatMap((more) => {
    const on = from + more
    const { day } = planned(plan, days, on)
    const isStudyDay = studyDaysUntil(plan, on) > studyDaysUntil(plan, on - 1)
    return day !== undefined && isStudyDay && on <= end ? [{ date: dateOf(on), day }] : []
  })
}

function ahead({ from }: Plan, days: Days): Days {
  return days.filter(({ day }) => day >= from)
}
