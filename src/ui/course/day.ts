import type { DayProgress, ExerciseProgress, TopicProgress } from '../../../tracker/day-progress.ts'
import type { Day, Exercise } from '../../engine/course/model.ts'
import { shellWord } from '../../shell-word.ts'
import { toType } from '../../to-type.ts'
import type { Look } from '../terminal/look.ts'
import type { Choice } from '../terminal/menu.ts'
import { durationOf } from '../text/duration.ts'
import { truncate } from '../text/fit.ts'
import { textWidth } from '../text/width.ts'
import { drawSpans, plain as unstyled, wrapSpans, wrapText } from '../text/wrap.ts'

/** A day with what its learner has shown of it. */
export interface DayView {
  day: Day
  shown: DayProgress
  /** Where the learner's file of an exercise is, as it is best shown. */
  pathOf: (exercise: Exercise) => string
}

/** Number, title, outcome, what it takes, and its topics with a tick where there is proof. */
export function renderDayHeader({ day, shown }: DayView, look: Look): string {
  const { chalk, width } = look
  const title = wrapText(`Day ${day.day}  ${day.title}`, width)
  const rule = (look.unicode ? '═' : '=').repeat(Math.min(width, Math.max(...title.map(textWidth))))
  const done = shown.topics.filter((topic) => topic.done).length
  return lines(
    title.map((line) => chalk.bold.cyan(line)),
    look.plain ? [] : chalk.dim(rule),
    wrapText(day.outcome, width),
    wrapText(contentsOf(day).join(', '), width).map((line) => chalk.dim(line)),
    '',
    chalk.bold(`Topics: ${done} of ${shown.topics.length} proved`),
    shown.topics.flatMap((topic) => topicLines(topic, look)),
  )
}

/** A day that is planned and not written. */
export function renderComingDay(day: Day, look: Look): string {
  const { chalk, width, unicode } = look
  return lines(
    chalk.bold.cyan(`Day ${day.day}  ${day.title}`),
    wrapText(`This day is not written yet. ${day.outcome}`, width),
    '',
    chalk.bold('Topics'),
    day.topics.flatMap(({ text }) => hanging(unicode ? '  · ' : '  - ', text, look)),
    '',
    `See what is ready: ${toType('list')}`,
  )
}

/** What there is to do in a day, with the commands that do it: the end of the day where there is no terminal. */
export function renderDayTasks({ day, shown, pathOf }: DayView, look: Look): string {
  const { chalk } = look
  const exercises = day.exercises.flatMap((exercise) => {
    const state = shown.exercises.find(({ id }) => id === exercise.id)
    return [
      ...hanging(`${stateMark(state?.status, look)} `, `${exercise.title}, ${durationOf(exercise.minutes)}`, look),
      `  ${chalk.dim('file ')} ${shellWord(pathOf(exercise))}`,
      `  ${chalk.dim('check')} ${toType(`check ${day.day}/${exercise.id}`)}`,
    ]
  })
  const blocks: [title: string, body: string[]][] = [
    [day.demos.length === 1 ? 'Demo' : 'Demos', day.demos.map((name) => `  ${toType(`demo ${day.day} ${name}`)}`)],
    ['Exercises', exercises],
    [
      `Quiz, ${count(day.questionIds.length, 'question')}`,
      day.questionIds.length > 0 ? [`  ${toType(`quiz ${day.day}`)}`] : [],
    ],
    ['Benchmark', day.hasBench ? [`  ${toType(`bench ${day.day}`)}`] : []],
  ]
  const filled = blocks.filter(([, body]) => body.length > 0)
  return lines(...filled.map(([title, body], index) => [...(index > 0 ? [''] : []), chalk.bold(title), ...body]))
}

export type DayTask =
  | 'read'
  | 'sections'
  | 'demos'
  | `demo:${string}`
  | `exercise:${string}`
  | 'quiz'
  | 'bench'
  | 'progress'
  | 'notes'
  | `day:${number}`
  | 'leave'

/** The day's menu. `section`: where reading stopped, when that is not the end. */
export function dayMenu(
  view: DayView,
  look: Look,
  at: { section?: string; nextDay?: Day; notes: number },
): Choice<DayTask>[] {
  const { day, shown } = view
  const room = Math.max(12, look.width - 4)
  const exercises = day.exercises.map((exercise): Choice<DayTask> => {
    const state = shown.exercises.find(({ id }) => id === exercise.id)
    const name = `Exercise ${plainMark(state?.status, look.unicode)} ${exercise.title}`
    return { name, value: `exercise:${exercise.id}`, description: describe(exercise, state) }
  })
  const next = at.nextDay
  const all: (Choice<DayTask> | undefined)[] = [
    at.section !== undefined ? { name: `Read on: ${at.section}`, value: 'read' } : undefined,
    ...demoChoices(day),
    ...exercises,
    day.questionIds.length > 0
      ? { name: `Quiz: ${count(day.questionIds.length, 'question')}`, value: 'quiz' }
      : undefined,
    day.hasBench ? { name: 'Run the benchmark', value: 'bench' } : undefined,
    { name: 'Read a section', value: 'sections' },
    { name: at.notes > 0 ? `Notes: ${at.notes}` : 'Write a note', value: 'notes' },
    { name: 'Progress', value: 'progress' },
    next ? { name: `Next day: ${next.day}  ${next.title}`, value: `day:${next.day}` } : undefined,
    { name: 'Leave', value: 'leave' },
  ]
  return all
    .filter((choice) => choice !== undefined)
    .map((choice) => ({ ...choice, name: truncate(choice.name, look, room) }))
}

/** One demo by its name; several behind one entry, so that the menu leaves room for what they print. */
function demoChoices({ demos }: Day): Choice<DayTask>[] {
  if (demos.length > 1) return [{ name: `Demos: ${demos.join(', ')}`, short: 'Demos', value: 'demos' }]
  return demos.map((name) => ({ name: `Run the demo: ${name}`, value: `demo:${name}` }))
}

export type ExerciseTask = 'check' | 'watch' | 'edit' | 'hint' | 'solution' | 'back'

export function exerciseMenu(exercise: Exercise, state: ExerciseProgress | undefined, editor: string | undefined) {
  const hints = exercise.hints.length
  const choices: (Choice<ExerciseTask> | undefined)[] = [
    { name: editor === undefined ? 'Open it in your editor' : `Open it in ${editor}`, value: 'edit' },
    { name: 'Check it', value: 'check' },
    { name: 'Watch: check whenever I save', value: 'watch' },
    hints > 0 ? { name: `A hint (${state?.hints ?? 0} of ${hints} given)`, value: 'hint' } : undefined,
    { name: state?.status === 'passed' ? 'Compare with the solution' : 'See the solution', value: 'solution' },
    { name: 'Back', value: 'back' },
  ]
  return choices.filter((choice) => choice !== undefined)
}

export function stateMark(status: ExerciseProgress['status'] | undefined, { chalk, unicode, plain }: Look): string {
  if (plain) return status === undefined || status === 'todo' ? 'to do:' : `${status}:`
  const colour = status === 'passed' ? chalk.green : status === 'tried' ? chalk.yellow : chalk.dim
  return colour(plainMark(status, unicode))
}

function plainMark(status: ExerciseProgress['status'] | undefined, unicode: boolean): string {
  if (status === 'passed') return unicode ? '✓' : '+'
  if (status === 'tried') return unicode ? '◐' : '~'
  return unicode ? '○' : 'o'
}

function describe(exercise: Exercise, state: ExerciseProgress | undefined): string {
  const tries = state && state.attempts > 0 ? count(state.attempts, 'attempt') : undefined
  const standing =
    state?.status === 'passed' ? 'passed' : state?.status === 'tried' ? 'not passed yet' : 'not tried yet'
  const score = state?.score && tries ? `${state.score.points} of ${state.score.of} points` : undefined
  return [durationOf(exercise.minutes), standing, score, tries].filter(Boolean).join(', ')
}

function contentsOf(day: Day): string[] {
  const parts = [
    `About ${durationOf(day.minutes)}`,
    day.exercises.length > 0 ? count(day.exercises.length, 'exercise') : '',
    day.demos.length > 0 ? count(day.demos.length, 'demo') : '',
    day.questionIds.length > 0 ? count(day.questionIds.length, 'question') : '',
    day.hasBench ? 'a benchmark' : '',
  ]
  return parts.filter((part) => part !== '')
}

function topicLines(topic: TopicProgress, look: Look): string[] {
  const { chalk, width } = look
  const mark = stateMark(topic.done ? 'passed' : 'todo', look)
  const needs = [...new Set(topic.missing.map((proof) => (proof.startsWith('quiz:') ? 'quiz' : proof)))].join(', ')
  const spans = [{ text: topic.text, style: unstyled }, ...(needs ? [{ text: ` (${needs})`, style: chalk.dim }] : [])]
  return wrapSpans(spans, width - 3 - textWidth(mark)).map(
    (line, index) => `${index === 0 ? `  ${mark} ` : '    '}${drawSpans(line)}`,
  )
}

function hanging(mark: string, text: string, look: Look): string[] {
  const indent = textWidth(mark)
  return wrapText(text, look.width - indent).map((line, index) => (index === 0 ? mark : ' '.repeat(indent)) + line)
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

function lines(...parts: (string | string[])[]): string {
  return `${parts.flat().join('\n')}\n`
}
