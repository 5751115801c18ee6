import type { Course } from '../src/engine/course/model.ts'
import { dateOf } from './calendar.ts'
import type { DayProgress } from './day-progress.ts'
import { endOf, type Plan, planned, type StudyDay, weekOf } from './plan.ts'

/** Where a learner is beside their plan. */
export interface PlanProgress {
  start: string
  daysAWeek: number
  /** On each day of study; undefined: what the day's lesson takes. */
  minutesADay: number | undefined
  chosen: boolean
  /** The day of the course that the learner is on; undefined when nothing is left. */
  day: number | undefined
  /** The day of the course that the plan is on; undefined before its start. */
  calendarDay: number | undefined
  /** Since the start. */
  recordedMinutes: number
  plannedMinutes: number
  /** The day on which the plan ends. */
  finish: string
  /** The days of study among seven days from today, each with the day of the course that the plan has for it. */
  week: StudyDay[]
}

export function planProgress(
  plan: Plan,
  course: Pick<Course, 'days'>,
  days: readonly DayProgress[],
  spent: ReadonlyMap<number, number>,
  today: number,
): PlanProgress {
  const { day, minutes } = planned(plan, course.days, today)
  return {
    start: dateOf(plan.start),
    daysAWeek: plan.daysAWeek,
    minutesADay: plan.minutes,
    chosen: plan.chosen,
    day: days.find(({ status }) => status !== 'done')?.day,
    calendarDay: day,
    recordedMinutes: [...spent].reduce((sum, [on, then]) => sum + (on >= plan.start ? then : 0), 0),
    plannedMinutes: minutes,
    finish: dateOf(endOf(plan, course.days)),
    week: weekOf(plan, course.days, today),
  }
}
