import * as v from 'valibot'

const number = v.number()
/** A local one: `2026-11-29`. */
const date = v.string()
const week = v.array(v.object({ date, day: number }))

const plan = v.object({
  start: date,
  daysAWeek: number,
  minutesADay: v.exactOptional(number),
  chosen: v.boolean(),
  day: v.exactOptional(number),
  calendarDay: v.exactOptional(number),
  recordedMinutes: number,
  plannedMinutes: number,
  finish: date,
  week,
})

const catchUp = v.object({
  behind: number,
  lastWorked: v.exactOptional(date),
  calmly: v.object({ daysAWeek: number, finish: date, week }),
  onTime: v.exactOptional(v.object({ daysAWeek: number, minutesADay: number, finish: date })),
})

/** `course pace --json`, and a part of `course progress --json` */
export const pace = {
  pace: v.object({
    activeDays: number,
    daysPerWeek: v.exactOptional(number),
    calendar: v.array(v.object({ date, minutes: number, worked: v.boolean() })),
    minutes: number,
    plan: v.exactOptional(plan),
    finish: v.exactOptional(date),
    catchUp: v.exactOptional(catchUp),
  }),
}
