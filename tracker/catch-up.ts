import type { Course } from '../src/engine/course/model.ts'
import { dateOf, dayOfDate } from './calendar.ts'
import { endOf, type Plan, type StudyDay, weekOf } from './plan.ts'
import type { PlanProgress } from './plan-progress.ts'

/** Two ways to go on for somebody who is behind their plan. */
export interface CatchUp {
  /** Days of the course between the learner's and the plan's. */
  behind: number
  /** The calendar day of the last work. */
  lastWorked: string | undefined
  /** A new plan from today, as many days a week as there were so far. */
  calmly: { daysAWeek: number; finish: string; week: StudyDay[] }
  /** More on each day, to end as planned; undefined where that would be more than a day holds. */
  onTime: { daysAWeek: number; minutesADay: number; finish: string } | undefined
}

/** One day behind is an evening, not a plan that needs another. */
const ENOUGH_BEHIND = 2
/** More than six hours a day beside everything else is no plan. */
const MOST_MINUTES = 360

export function catchUpOf(
  plan: Plan,
  { day, calendarDay, finish }: Pick<PlanProgress, 'day' | 'calendarDay' | 'finish'>,
  { days, worked, today }: { days: Course['days']; worked: readonly number[]; today: number },
): CatchUp | undefined {
  if (day === undefined || calendarDay === undefined || calendarDay - day < ENOUGH_BEHIND) return undefined
  const last = worked.at(-1)
  const daysAWeek = usualDaysAWeek(worked)
  const afresh: Plan = { start: today, from: day, daysAWeek, minutes: undefined, chosen: true }
  return {
    behind: calendarDay - day,
    lastWorked: last === undefined ? undefined : dateOf(last),
    calmly: { daysAWeek, finish: dateOf(endOf(afresh, days)), week: weekOf(afresh, days, today) },
    onTime: onTime(),
  }

  /** As few days a week as will do, and at least as many as before. */
  function onTime(): CatchUp['onTime'] {
    const left = days.reduce((sum, each) => sum + (each.day >= Number(day) ? each.minutes : 0), 0)
    for (let daysAWeek = Math.min(6, plan.daysAWeek); daysAWeek <= 6; daysAWeek++) {
      const studyDays = Math.floor(((dayOfDate(finish) - today + 1) * daysAWeek) / 7)
      const minutesADay = Math.ceil(left / studyDays / 15) * 15
      if (studyDays > 0 && minutesADay <= MOST_MINUTES) return { daysAWeek, minutesADay, finish }
    }
    return undefined
  }
}

/** Days of work in seven, from the first to the last; between 2 and 6, and 5 where there is too little to tell. */
function usualDaysAWeek(worked: readonly number[]): number {
  const [first, last] = [worked[0], worked.at(-1)]
  if (first === undefined || last === undefined || last - first < 6) return 5
  return Math.max(2, Math.min(6, Math.round((worked.length * 7) / (last - first + 1))))
}
