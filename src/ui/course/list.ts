import type { DayProgress } from '../../../tracker/day-progress.ts'
import type { Course, Day, Exercise, ExerciseRef } from '../../engine/course/model.ts'
import { toJson } from '../../json.ts'
import type { Look } from '../terminal/look.ts'
import { durationOf } from '../text/duration.ts'
import { truncate } from '../text/fit.ts'
import { padTo, textWidth } from '../text/width.ts'
import { wrapText } from '../text/wrap.ts'
import { stateMark } from './day.ts'
import { EARLIER_VERSION } from './earlier-version.ts'

const WIDE_ENOUGH_FOR_ONE_LINE = 60
const EARLIER = `${EARLIER_VERSION}: its checks have changed since`

/** Every exercise by day, with its state and minutes. */
export function renderList(course: Pick<Course, 'days' | 'broken'>, days: DayProgress[], look: Look): string {
  const ready = course.days.filter((day) => day.status === 'ready')
  const refs = ready.flatMap((day) => day.exercises.map((exercise) => refOf(day, exercise).length))
  const widest = Math.max(0, ...refs)
  const blocks = ready.map((day) => dayLines(day, days, widest, look))
  const notes = [...comingLines(course), ...course.broken.map(({ file }) => `Cannot be read: ${file}`)]
  return `${[...blocks, notes]
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`
}

/** The same for programs. */
export function listJson(course: Pick<Course, 'days'>, days: DayProgress[]): string {
  const list = course.days.map((day) => {
    const shown = days.find((candidate) => candidate.day === day.day)
    const exercises = day.exercises.map((exercise) => {
      const state = shown?.exercises.find(({ id }) => id === exercise.id)
      const { title, minutes, kind, services } = exercise
      const ref = refOf(day, exercise)
      return {
        id: ref,
        title,
        minutes,
        kind,
        services,
        status: state?.status ?? 'todo',
        attempts: state?.attempts ?? 0,
        ...(state?.earlierVersion && { earlierVersion: true }),
      }
    })
    return { day: day.day, slug: day.slug, title: day.title, status: shown?.status ?? day.status, exercises }
  })
  return toJson({ days: list })
}

function dayLines(day: Day, days: DayProgress[], widest: number, look: Look): string[] {
  const shown = days.find((candidate) => candidate.day === day.day)
  const passed = shown?.exercises.filter(({ status }) => status === 'passed').length ?? 0
  const closed = shown?.status === 'locked' ? ' (closed: its gate is not passed)' : ''
  const count = day.exercises.length > 0 ? `${passed}/${day.exercises.length}` : 'no exercises'
  const title = truncate(`Day ${day.day}  ${day.title}${closed}`, look, look.width - count.length - 2)
  const head = `${look.chalk.bold(title)}${' '.repeat(Math.max(2, look.width - textWidth(title) - count.length))}${count}`
  if (look.plain) {
    const passes = day.exercises.length > 0 ? `${passed} of ${day.exercises.length} passed` : count
    const head = wrapText(`Day ${day.day}, ${day.title}${closed}: ${passes}`, look.width)
    return [...head, ...day.exercises.flatMap((exercise) => said(day, exercise, shown, look))]
  }
  const rows = day.exercises.flatMap((exercise) => {
    const state = shown?.exercises.find(({ id }) => id === exercise.id)
    const mark = stateMark(state?.status, look)
    const ref = refOf(day, exercise)
    const time = durationOf(exercise.minutes)
    const earlier = state?.earlierVersion ? wrapText(EARLIER, look.width - 4) : []
    const below = earlier.map((line) => look.chalk.dim(`    ${line}`))
    if (look.width < WIDE_ENOUGH_FOR_ONE_LINE) {
      return [
        `${mark} ${truncate(ref, look, look.width - 2)}`,
        `  ${truncate(exercise.title, look, look.width - 2)}`,
        ...below,
      ]
    }
    const room = look.width - widest - time.length - 8
    return [
      `  ${mark} ${padTo(ref, widest)}  ${padTo(truncate(exercise.title, look, room), room)}  ${look.chalk.dim(time)}`,
      ...below,
    ]
  })
  return [head, ...rows]
}

/** `passed: 1/add, Add two numbers, 10 min` */
function said(day: Day, exercise: Exercise, shown: DayProgress | undefined, look: Look): string[] {
  const state = shown?.exercises.find(({ id }) => id === exercise.id)
  const earlier = state?.earlierVersion ? [EARLIER] : []
  const words = [refOf(day, exercise), exercise.title, durationOf(exercise.minutes), ...earlier].join(', ')
  return wrapText(`${stateMark(state?.status, look)} ${words}`, look.width)
}

/** As the engine's refOf; this side takes types only. */
function refOf(day: Day, exercise: Exercise): ExerciseRef {
  return `${day.day}/${exercise.id}`
}

/** `Coming: days 4 to 30.` */
function comingLines({ days }: Pick<Course, 'days'>): string[] {
  const coming = days.filter((day) => day.status === 'coming').map((day) => day.day)
  const runs: [first: number, last: number][] = []
  for (const day of coming) {
    const run = runs.at(-1)
    if (run && run[1] === day - 1) run[1] = day
    else runs.push([day, day])
  }
  const said = runs.map(([first, last]) => (first === last ? `${first}` : `${first} to ${last}`)).join(', ')
  return coming.length > 0 ? [`Coming: ${coming.length === 1 ? 'day' : 'days'} ${said}.`] : []
}
