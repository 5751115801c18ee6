import type { DayProgress, DayStatus, ExerciseStatus } from '../../../tracker/day-progress.ts'
import type { GateProgress } from '../../../tracker/gates.ts'
import type { Progress } from '../../../tracker/progress.ts'
import type { Course } from '../../engine/course/model.ts'
import type { Look } from '../terminal/look.ts'
import { cleanText } from '../text/clean.ts'
import { truncate } from '../text/fit.ts'
import { padTo, textWidth } from '../text/width.ts'
import { renderPace } from './pace.ts'
import { progressSummary } from './summary.ts'

/** Below this there is no room for dots and words: counts and marks say the same. */
const ROOMY = 60
const MOST_DOTS = 8

type Columns = { title: number; exercises: number; topics: number; words: boolean }

/** The days of the course by phase, each with what is proved of it, and what to do next. */
export function renderProgress(
  course: Pick<Course, 'title' | 'phases' | 'broken'>,
  progress: Progress,
  look: Look,
): string {
  const columns = fitColumns(progress.days, look)
  const phases = course.phases.flatMap((phase) => {
    const days = progress.days.filter((day) => phase.days.includes(day.day))
    return days.length === 0 ? [] : ['', phaseHeading(phase, days, look), ...days.flatMap((day) => rows(day))]
  })
  const lines = [
    look.chalk.bold(truncate(cleanText(course.title), look)),
    ...phases,
    '',
    ...(look.plain ? [] : [legend(look), '']),
    ...withGap(renderPace(progress.pace, look)),
    ...progressSummary(course, progress, look),
  ]
  return `${lines.join('\n')}\n`

  function rows(day: DayProgress): string[] {
    const gate = progress.gates.find((each) => each.day === day.day)
    const row = look.plain
      ? sayDay(day, progress.next?.day === day.day)
      : dayRow(day, progress.next?.day === day.day, columns, look)
    return gate ? [row, gateRow(gate, course, look)] : [row]
  }
}

function withGap(lines: string[]): string[] {
  return lines.length === 0 ? [] : [...lines, '']
}

function fitColumns(days: readonly DayProgress[], { width }: Look): Columns {
  const words = width >= ROOMY
  const widest = (cells: string[]) => Math.max(3, ...cells.map(textWidth))
  const exercises = widest(days.map((day) => (hasDots(day, words) ? '.'.repeat(day.exercises.length) : passedOf(day))))
  const topics = widest(days.map(tickedOf))
  const gaps = words ? 'm 30  ' + '  ' + '  ' + '  started' : 'm 30 ' + ' ' + ' '
  return { title: Math.max(4, width - exercises - topics - gaps.length), exercises, topics, words }
}

function dayRow(day: DayProgress, isNext: boolean, columns: Columns, look: Look): string {
  const { chalk } = look
  const gap = columns.words ? '  ' : ' '
  const quiet = day.status === 'coming' || day.status === 'locked'
  const title = padTo(truncate(cleanText(day.title), look, columns.title), columns.title)
  const proofs = quiet && day.exercises.length === 0 ? '' : exercisesOf(day, columns, look)
  const cells = [
    `${mark(day.status, look)} ${String(day.day).padStart(2)}`,
    isNext ? chalk.bold(title) : quiet ? chalk.dim(title) : title,
    padTo(proofs, columns.exercises),
    chalk.dim(tickedOf(day).padStart(columns.topics)),
    ...(columns.words ? [statusWord(day.status, isNext, look)] : []),
  ]
  return cells.join(gap).trimEnd()
}

/** `Day 2, The event loop: started, next. 2 of 4 exercises passed, 3 of 6 topics proved.` */
function sayDay(day: DayProgress, isNext: boolean): string {
  const status = `${day.status === 'todo' ? 'to do' : day.status}${isNext ? ', next' : ''}`
  const passed = `${sayShare(passedOf(day) || '0/0')} exercises passed`
  return `Day ${day.day}, ${cleanText(day.title)}: ${status}. ${passed}, ${sayShare(tickedOf(day))} topics proved.`
}

function sayShare(share: string): string {
  return share.replace('/', ' of ')
}

function exercisesOf(day: DayProgress, columns: Columns, look: Look): string {
  if (!hasDots(day, columns.words)) return passedOf(day)
  return day.exercises.map(({ status }) => dot(status, look)).join('')
}

function hasDots({ exercises }: DayProgress, roomy: boolean): boolean {
  return roomy && exercises.length > 0 && exercises.length <= MOST_DOTS
}

function passedOf({ exercises }: DayProgress): string {
  return exercises.length === 0
    ? ''
    : `${exercises.filter(({ status }) => status === 'passed').length}/${exercises.length}`
}

function tickedOf({ topics }: DayProgress): string {
  return `${topics.filter(({ done }) => done).length}/${topics.length}`
}

function phaseHeading({ id, title }: Course['phases'][number], days: readonly DayProgress[], look: Look): string {
  const done = days.filter(({ status }) => status === 'done').length
  if (look.plain) return `Phase ${id}, ${cleanText(title)}: ${done} of ${days.length} days done`
  const count = `${done}/${days.length}${look.width >= ROOMY ? ' days' : ''}`
  const name = truncate(`Phase ${id}  ${cleanText(title)}`, look, look.width - count.length - 1)
  return look.chalk.bold.cyan(padTo(name, look.width - count.length)) + look.chalk.dim(count)
}

function gateRow(shown: GateProgress, { phases }: Pick<Course, 'phases'>, look: Look): string {
  const { gate, day, title, status, points, of, pass } = shown
  const own = phases.findIndex((phase) => phase.days.includes(day))
  const behind = own === -1 ? undefined : phases[own + 1]
  const opens = behind ? `opens phase ${behind.id}` : 'ends the course'
  const scored = points === undefined ? undefined : `${points} of ${of} points`
  const state = {
    coming: 'coming',
    todo: opens,
    started: scored
      ? `${scored}, ${pass} ${behind ? `open phase ${behind.id}` : 'end the course'}`
      : `started, ${opens}`,
    passed: scored ? `passed with ${scored}` : 'passed',
    forced: `went on without it${scored ? `, ${scored}` : ''}`,
  }[status]
  if (look.plain) return `Gate ${gate}, ${cleanText(title)}: ${state}`
  const sign = look.unicode ? '◆' : '*'
  const roomy = look.width >= ROOMY
  const text = truncate(
    `${sign} Gate ${gate}  ${roomy ? `${cleanText(title)}: ` : ''}${state}`,
    look,
    look.width - (roomy ? 6 : 5),
  )
  const paint = status === 'passed' ? look.chalk.green : status === 'coming' ? look.chalk.dim : look.chalk.magenta
  return ' '.repeat(roomy ? 6 : 5) + paint(text)
}

function mark(status: DayStatus, { chalk, unicode }: Look): string {
  switch (status) {
    case 'done':
      return chalk.green(unicode ? '✓' : '+')
    case 'started':
      return chalk.yellow(unicode ? '◐' : '~')
    case 'todo':
      return unicode ? '○' : 'o'
    case 'locked':
      return chalk.dim(unicode ? '×' : 'x')
    case 'coming':
      return chalk.dim(unicode ? '·' : '.')
  }
}

function dot(status: ExerciseStatus, { chalk, unicode }: Look): string {
  switch (status) {
    case 'passed':
      return chalk.green(unicode ? '●' : '#')
    case 'tried':
      return chalk.yellow(unicode ? '◐' : '~')
    case 'todo':
      return chalk.dim(unicode ? '○' : '-')
  }
}

function statusWord(status: DayStatus, isNext: boolean, { chalk }: Look): string {
  if (isNext) return chalk.bold.cyan(status === 'started' ? 'started' : 'next')
  if (status === 'done') return chalk.green('done')
  if (status === 'started') return chalk.yellow('started')
  return status === 'todo' ? '' : chalk.dim(status)
}

function legend(look: Look): string {
  const { chalk, width } = look
  if (width >= ROOMY) {
    const dots = (['passed', 'tried', 'todo'] as const).map(
      (status) => `${dot(status, look)} ${status === 'todo' ? 'to do' : status}`,
    )
    return `${chalk.dim('exercises ')}${dots.join('  ')}${chalk.dim('   n/m topics proved')}`
  }
  const days = (['done', 'started', 'locked'] as const).map((status) => `${mark(status, look)} ${status}`)
  const line = days.join('  ')
  return textWidth(line) <= width ? line : days.join('\n')
}
