import type { CatchUp } from '../../../tracker/catch-up.ts'
import type { Pace } from '../../../tracker/pace.ts'
import type { StudyDay } from '../../../tracker/plan.ts'
import type { PlanProgress } from '../../../tracker/plan-progress.ts'
import type { Course } from '../../engine/course/model.ts'
import { toType } from '../../to-type.ts'
import type { Look } from '../terminal/look.ts'
import { sayDate, WEEKDAYS } from '../text/date.ts'
import { durationOf } from '../text/duration.ts'
import { truncate } from '../text/fit.ts'
import { flow } from '../text/flow.ts'
import { wrapText } from '../text/wrap.ts'
import { renderHeatMap } from './heat-map.ts'

/** The calendar, and where the learner is beside their plan; nothing before there is any work. */
export function renderPace(pace: Pace, look: Look): string[] {
  const { plan, finish } = pace
  if (!plan) return []
  return [
    ...renderHeatMap(pace.weeks, look),
    '',
    ...flow(
      [
        `recorded ${durationOf(plan.recordedMinutes)}`,
        `planned ${durationOf(plan.plannedMinutes)} since ${sayDate(plan.start)}`,
      ],
      look,
    ),
    ...flow([...whereOf(plan), ...endsOf(plan, finish)], look),
  ]
}

/** `course pace`: the plan, the days ahead, and ways to go on for somebody who is behind. */
export function renderPlan(course: Pick<Course, 'days'>, pace: Pace, look: Look): string {
  const { plan, catchUp } = pace
  if (!plan) {
    const how = `Your calendar begins with your first check. Choose a pace with: ${toType('pace --days-a-week 5')}`
    return `${wrapText(how, look.width).join('\n')}\n`
  }
  const rhythm = sayRhythm(plan.daysAWeek, plan.minutesADay)
  const lines = [
    ...wrapText(`Your plan: ${rhythm}, since ${sayDate(plan.start)}.`, look.width).map((line) => look.chalk.bold(line)),
    ...flow([...whereOf(plan), ...endsOf(plan, pace.finish)], look),
    '',
    ...(catchUp ? waysOn(course, catchUp, look) : weekLines(course, plan.week, look)),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}

/** What home says to somebody who comes back. */
export function renderWelcomeBack({ calmly }: CatchUp, look: Look): string[] {
  const said =
    `Good to see you. All that you have proved still counts. With ${sayDays(calmly.daysAWeek)} a week from today you finish on ` +
    `${sayDate(calmly.finish)}:`
  return [...wrapText(said, look.width), `  ${look.chalk.cyan(toType(`pace --days-a-week ${calmly.daysAWeek}`))}`]
}

function waysOn(course: Pick<Course, 'days'>, { calmly, onTime }: CatchUp, look: Look): string[] {
  const { chalk, width } = look
  const way = (text: string, command: string) => [...wrapText(text, width), `  ${chalk.cyan(toType(command))}`, '']
  return [
    ...wrapText('Days off are part of a month. A plan from today, whichever suits you:', width),
    '',
    ...way(
      `Calmly: ${sayRhythm(calmly.daysAWeek, undefined)}. You finish on ${sayDate(calmly.finish)}.`,
      `pace --days-a-week ${calmly.daysAWeek}`,
    ),
    ...(onTime
      ? way(
          `As planned: ${sayRhythm(onTime.daysAWeek, onTime.minutesADay)}. You finish by ${sayDate(onTime.finish)}.`,
          `pace --days-a-week ${onTime.daysAWeek} --minutes ${onTime.minutesADay}`,
        )
      : []),
    chalk.bold('The calm week'),
    ...weekLines(course, calmly.week, look),
  ]
}

/** `Mon 30 Nov 2026  day 8  Middleware in depth, 4 h` */
function weekLines({ days }: Pick<Course, 'days'>, week: readonly StudyDay[], look: Look): string[] {
  return week.map(({ date, day }) => {
    const lesson = days.find((each) => each.day === day)
    const weekday = WEEKDAYS[(new Date(date).getUTCDay() + 6) % 7]
    const what = lesson ? `  ${lesson.title}, ${durationOf(lesson.minutes)}` : ''
    return truncate(`  ${weekday} ${sayDate(date).padStart(11)}  day ${String(day).padStart(2)}${what}`, look)
  })
}

function whereOf({ day, calendarDay }: PlanProgress): string[] {
  const here = day === undefined ? [] : [`you are on day ${day}`]
  return calendarDay === undefined ? here : [...here, `the calendar on day ${calendarDay}`]
}

function endsOf(plan: PlanProgress, finish: string | undefined): string[] {
  const likely = finish === undefined ? [] : [`at this pace you finish on ${sayDate(finish)}`]
  return plan.day === undefined ? [] : [...likely, `the plan ends on ${sayDate(plan.finish)}`]
}

function sayRhythm(daysAWeek: number, minutes: number | undefined): string {
  const much = minutes === undefined ? 'a day of the course' : durationOf(minutes)
  return `${much} ${daysAWeek === 7 ? 'every day' : `on ${sayDays(daysAWeek)} a week`}`
}

function sayDays(count: number): string {
  return `${count} ${count === 1 ? 'day' : 'days'}`
}
