import type { Course } from '../src/engine/course/model.ts'
import { dateOf, dayNumber, weekdayOf } from './calendar.ts'
import { type CatchUp, catchUpOf } from './catch-up.ts'
import type { DayProgress } from './day-progress.ts'
import { planOf } from './plan.ts'
import { type PlanProgress, planProgress } from './plan-progress.ts'
import { daysOf, minutesByDay } from './stretches.ts'
import type { Sums } from './sums.ts'

/** How fast it goes, and how that compares with the plan. Dates are local ones: `2026-11-29`. */
export interface Pace {
  /** Calendar days on which there was work. */
  activeDays: number
  /** Course days a week since the first day of work; a day half proved counts half. Undefined in the first three days. */
  daysPerWeek: number | undefined
  /** What was done on each calendar day that has anything recorded, in order (`minutesByDay` says how minutes are counted). */
  calendar: { date: string; minutes: number; worked: boolean }[]
  /** The same by weeks, those without work included, up to this one. */
  weeks: Week[]
  /** Minutes recorded in all. */
  minutes: number
  /** Undefined until there is work. */
  plan: PlanProgress | undefined
  /** The day on which the course ends if it goes on like this; undefined where that says nothing. */
  finish: string | undefined
  /** A way back for somebody whom the calendar has left behind. */
  catchUp: CatchUp | undefined
}

export interface Week {
  /** Its Monday. */
  start: string
  /** Minutes from Monday to Sunday; undefined for what lies ahead. */
  days: (number | undefined)[]
}

/** The first days say little: one good evening would promise the course in a week. */
const FIRST_DAYS = 3
/** An end further away than this is no forecast. */
const FURTHEST = 730

export function paceOf(course: Pick<Course, 'days'>, days: readonly DayProgress[], sums: Sums, now: Date): Pace {
  const today = dayNumber(now)
  const worked = daysOf(sums.work, now)
  const spent = minutesByDay(sums.presence, now)
  const plan = planOf(sums.pace, worked[0])
  const rate = rateOf(days, worked[0], today)
  const shown = plan && planProgress(plan, course, days, spent, today)
  return {
    activeDays: worked.length,
    daysPerWeek: rate === undefined ? undefined : Math.round(rate * 70) / 10,
    calendar: calendarOf(spent, worked),
    weeks: weeksOf(spent, today),
    minutes: sumOf(spent.values()),
    plan: shown,
    finish: finishOf(days, rate, today),
    catchUp: plan && shown && catchUpOf(plan, shown, { days: course.days, worked, today }),
  }
}

function calendarOf(spent: ReadonlyMap<number, number>, worked: readonly number[]): Pace['calendar'] {
  const busy = new Set(worked)
  const all = [...new Set([...spent.keys(), ...worked])].sort((a, b) => a - b)
  return all.map((day) => ({ date: dateOf(day), minutes: spent.get(day) ?? 0, worked: busy.has(day) }))
}

function weeksOf(spent: ReadonlyMap<number, number>, today: number): Week[] {
  const first = Math.min(...spent.keys())
  const weeks: Week[] = []
  for (let monday = first - weekdayOf(first); monday <= today; monday += 7) {
    const days = [0, 1, 2, 3, 4, 5, 6].map((more) =>
      monday + more > today ? undefined : (spent.get(monday + more) ?? 0),
    )
    weeks.push({ start: dateOf(monday), days })
  }
  return weeks
}

/** Course days a calendar day. */
function rateOf(days: readonly DayProgress[], first: number | undefined, today: number): number | undefined {
  const elapsed = first === undefined ? 0 : today - first + 1
  return elapsed > FIRST_DAYS ? sumOf(days.map(shareDone)) / elapsed : undefined
}

function finishOf(days: readonly DayProgress[], rate: number | undefined, today: number): string | undefined {
  const left = days.length - sumOf(days.map(shareDone))
  if (!rate || left <= 0 || left / rate > FURTHEST) return undefined
  return dateOf(today + Math.ceil(left / rate))
}

/** 0 to 1: exercises passed and topics ticked, of all there are. */
function shareDone({ exercises, topics }: DayProgress): number {
  const all = exercises.length + topics.length
  const done =
    exercises.filter(({ status }) => status === 'passed').length + topics.filter((topic) => topic.done).length
  return all === 0 ? 0 : done / all
}

function sumOf(numbers: Iterable<number>): number {
  let sum = 0
  for (const number of numbers) sum += number
  return sum
}
