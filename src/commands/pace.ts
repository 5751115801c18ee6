import { dateOf, dayNumber, dayOfDate } from '../../tracker/calendar.ts'
import { EXIT, Problem } from '../problem.ts'
import { toType } from '../to-type.ts'
import { paceJson } from '../ui/progress/json.ts'
import { renderPlan } from '../ui/progress/pace.ts'
import { lookOf } from '../ui/terminal/look.ts'
import type { World } from '../world.ts'
import { type Learner, openLearner } from './parts/learner.ts'

export interface PaceOptions {
  daysAWeek?: string
  minutes?: string
  start?: string
  json?: boolean
}

/** `course pace`: the plan and where the learner is beside it; with flags, a new plan, which the record keeps. */
export async function run(_args: string[], options: PaceOptions, world: World): Promise<number> {
  let learner = await openLearner(world)
  if (options.daysAWeek !== undefined || options.minutes !== undefined || options.start !== undefined) {
    await learner.keep('The plan could not be recorded.', { type: 'pace', ...chosen(options, learner, world.now()) })
    learner = await openLearner(world)
  }
  const { course, progress } = learner
  world.stdout.write(options.json ? paceJson(progress.pace) : renderPlan(course, progress.pace, lookOf(world)))
  return EXIT.ok
}

/** A plan from today goes on where the learner is, one from an earlier day begins at the first. */
function chosen({ daysAWeek, minutes, start }: PaceOptions, { progress, course }: Learner, now: Date) {
  const today = dateOf(dayNumber(now))
  const from = start === undefined ? today : aStart(start, now)
  const first = course.days[0]?.day ?? 1
  return {
    start: from,
    from: from < today ? first : (progress.next?.day ?? first),
    daysAWeek:
      daysAWeek === undefined ? (progress.pace.plan?.daysAWeek ?? 7) : aNumber('--days-a-week', daysAWeek, 1, 7),
    ...(minutes !== undefined && { minutes: aNumber('--minutes', minutes, 15, 960) }),
  }
}

function aNumber(flag: string, text: string, least: number, most: number): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= least && number <= most) return number
  throw new Problem(
    `${flag} takes a whole number from ${least} to ${most}, not "${text}".`,
    `For example: ${toType('pace --days-a-week 5 --minutes 240')}`,
    { code: 'usage' },
  )
}

/** Nobody plans that far ahead: another year was typed than was meant. */
const MOST_DAYS_AHEAD = 366

function aStart(text: string, now: Date): string {
  const date = aDate(text)
  if (dayOfDate(date) - dayNumber(now) <= MOST_DAYS_AHEAD) return date
  throw new Problem(
    `"${text}" is more than a year away.`,
    `Name a day within a year, or none to start today: ${toType('pace --days-a-week 5')}`,
    { code: 'usage' },
  )
}

function aDate(text: string): string {
  const isDate = /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(dayOfDate(text)) && dateOf(dayOfDate(text)) === text
  if (isDate) return text
  throw new Problem(
    `"${text}" is no date.`,
    `Write it as year-month-day, for example: ${toType('pace --start 2026-11-30')}`,
    { code: 'usage' },
  )
}
