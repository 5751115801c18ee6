import type { NextStep } from '../../tracker/next-step.ts'
import type { Progress } from '../../tracker/progress.ts'
import type { Course } from '../engine/course/model.ts'
import type { Look } from './look.ts'
import { textWidth } from './width.ts'

/** The lines under the table: totals, streak and pace, what is due, what is next. */
export function progressSummary({ broken }: Pick<Course, 'broken'>, progress: Progress, look: Look): string[] {
  const { chalk } = look
  return [
    ...flow(totalsOf(progress), look),
    ...flow(habitsOf(progress), look),
    ...broken.map(({ file }) => chalk.yellow(`could not be read: ${file} (course author check says why)`)),
    ...(progress.due.length > 0 ? [`${count(progress.due.length, 'review')} due: ${chalk.cyan('course review')}`] : []),
    nextLine(progress, look),
  ]
}

/** What to type for a step. */
export function commandOf({ kind, day, exercise }: NextStep): string {
  switch (kind) {
    case 'read':
      return `course day ${day}`
    case 'exercise':
      return `course check ${day}/${exercise}`
    case 'quiz':
      return `course quiz ${day}`
    case 'bench':
      return `course bench ${day}`
  }
}

function nextLine({ next, due }: Progress, { chalk }: Look): string {
  if (next) return `next: ${chalk.bold.cyan(commandOf(next))}`
  if (due.length > 0) return `next: ${chalk.bold.cyan('course review')}`
  return 'next: nothing. Everything that is written so far is proved.'
}

function totalsOf({ totals: { days, exercises, topics, gates } }: Progress): string[] {
  return Object.entries({ days, exercises, topics, gates }).map(([name, { done, total }]) => `${name} ${done}/${total}`)
}

function habitsOf({ streak, longestStreak, activeToday, pace }: Progress): string[] {
  if (pace.activeDays === 0) return ['streak: begins with your first check']
  const today = activeToday || streak === 0 ? '' : ' (today still to come)'
  return [
    `streak ${count(streak, 'day')}${today}`,
    ...(longestStreak > streak ? [`longest ${longestStreak}`] : []),
    ...(pace.daysPerWeek === undefined ? [] : [`pace ${pace.daysPerWeek} course days a week`]),
  ]
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
}

/** Parts on one line with dots between them, on several lines where they do not fit. */
function flow(parts: string[], { width, unicode, chalk }: Look): string[] {
  const between = unicode ? ' · ' : ', '
  const lines: string[] = []
  for (const part of parts) {
    const last = lines.at(-1)
    const joined = last === undefined ? part : last + between + part
    if (last !== undefined && textWidth(joined) <= width) lines[lines.length - 1] = joined
    else lines.push(part)
  }
  return lines.map((line) => chalk.dim(line))
}
