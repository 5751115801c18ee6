import type { NextStep } from '../../../tracker/next-step.ts'
import type { Progress } from '../../../tracker/progress.ts'
import type { Course } from '../../engine/course/model.ts'
import { toType } from '../../to-type.ts'
import { EARLIER_VERSION } from '../course/earlier-version.ts'
import type { Look } from '../terminal/look.ts'
import { flow } from '../text/flow.ts'
import { wrapText } from '../text/wrap.ts'

/** The lines under the table: totals, streak and pace, what is due, what is next. */
export function progressSummary({ broken }: Pick<Course, 'broken'>, progress: Progress, look: Look): string[] {
  const { chalk } = look
  return [
    ...flow(totalsOf(progress), look),
    ...flow(habitsOf(progress), look),
    ...broken.map(({ file }) => chalk.yellow(`could not be read: ${file} (${toType('author check')} says why)`)),
    ...(progress.due.length > 0
      ? [`${count(progress.due.length, 'review')} due: ${chalk.cyan(toType('review'))}`]
      : []),
    ...earlierLines(progress, look),
    nextLine(progress, look),
  ]
}

/** What to type for a step. */
export function commandOf({ kind, day, exercise }: NextStep): string {
  switch (kind) {
    case 'read':
      return toType(`day ${day}`)
    case 'exercise':
      return toType(`check ${day}/${exercise}`)
    case 'quiz':
      return toType(`quiz ${day}`)
    case 'bench':
      return toType(`bench ${day}`)
  }
}

function nextLine({ next, due, whole }: Progress, { chalk }: Look): string {
  if (next) return `next: ${chalk.bold.cyan(commandOf(next))}`
  if (due.length > 0) return `next: ${chalk.bold.cyan(toType('review'))}`
  if (whole) return `next: ${chalk.bold.cyan(toType('certificate'))}. Everything that is written so far is proved.`
  return 'next: nothing. Everything that is written so far is proved.'
}

/** What was passed before its checks were what they are today. */
function earlierLines({ days }: Progress, { chalk, width }: Look): string[] {
  const refs = days.flatMap(({ day, exercises }) =>
    exercises.filter(({ earlierVersion }) => earlierVersion).map(({ id }) => `${day}/${id}`),
  )
  const [first] = refs
  if (first === undefined) return []
  const shown = refs.length > MOST_NAMED ? `${refs.slice(0, MOST_NAMED).join(', ')}, …` : refs.join(', ')
  return [...wrapText(`${EARLIER_VERSION}: ${shown}`, width), `judge it again: ${chalk.cyan(toType(`check ${first}`))}`]
}

const MOST_NAMED = 8

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
