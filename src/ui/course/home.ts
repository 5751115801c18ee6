import type { Progress } from '../../../tracker/progress.ts'
import type { NextAction } from '../../engine/next-action.ts'
import { commandName } from '../../pack.ts'
import { toType } from '../../to-type.ts'
import { renderWelcomeBack } from '../progress/pace.ts'
import type { Look } from '../terminal/look.ts'
import { durationOf } from '../text/duration.ts'
import { wrapText } from '../text/wrap.ts'

export interface HomeView {
  title: string
  progress: Progress
  action: NextAction | undefined
  /** Nothing is recorded yet. */
  isFirstTime: boolean
  /** What makes `course` alone a command, where the learner has to type more than that. */
  shorten?: string
}

/** Where the learner is and what is next; at the very first time, what this is. */
export function renderHome(view: HomeView, look: Look): string {
  const body = view.isFirstTime ? welcome(view, look) : standing(view, look)
  return `${[look.chalk.bold.cyan(view.title), '', ...body].join('\n')}\n`
}

/** What Enter does, as the line below it all. */
export function renderKey(action: NextAction, { chalk }: Look): string {
  return `${chalk.bold('Enter')}: ${verbOf(action)}   ${chalk.bold('q')}: leave`
}

/** One line of what comes next, and the command that does it. */
export function renderNext(action: NextAction | undefined, look: Look): string {
  return `${nextLines(action, look).join('\n')}\n`
}

function welcome({ action, shorten }: HomeView, look: Look): string[] {
  const first = action && 'day' in action ? action.day.day : 1
  const commands: [command: string, does: string][] = [
    [toType(`day ${first}`), 'read a day and work through it'],
    [toType('watch'), 'check your exercise whenever you save'],
    [toType('progress'), 'what you have proved'],
  ]
  const intro =
    'Each day you read, run a demo, and write code that hidden checks judge. A topic is ticked when you have proved it.'
  const widest = Math.max(...commands.map(([command]) => command.length))
  const isNarrow = commands.some(([, does]) => widest + does.length + 4 > look.width)
  return [
    ...wrapText(intro, look.width),
    '',
    ...commands.flatMap(([command, does]) =>
      isNarrow
        ? [`  ${look.chalk.cyan(command)}`, `    ${does}`]
        : [`  ${look.chalk.cyan(command.padEnd(widest))}  ${does}`],
    ),
    ...(shorten === undefined
      ? []
      : ['', `To type only \`${commandName()}\` from now on:`, `  ${look.chalk.cyan(shorten)}`]),
    '',
    ...nextLines(action, look),
  ]
}

function standing({ progress, action }: HomeView, look: Look): string[] {
  const { totals, streak, due } = progress
  const facts = [
    `${totals.days.done} of ${totals.days.total} days done`,
    `${totals.topics.done} topics proved`,
    streak > 0 ? `${streak} ${streak === 1 ? 'day' : 'days'} in a row` : 'no streak yet',
    due.length > 0 ? `${due.length} to review` : '',
  ]
  const between = look.unicode ? ' · ' : ', '
  const here = action && 'day' in action ? hereLines(progress, action.day.day, look) : []
  return [
    ...here,
    ...wrapText(facts.filter(Boolean).join(between), look.width).map((line) => look.chalk.dim(line)),
    '',
    ...nextLines(action, look),
    ...(progress.pace.catchUp && !progress.whole ? ['', ...renderWelcomeBack(progress.pace.catchUp, look)] : []),
    ...(due.length > 0 && action?.kind !== 'review' ? ['', `Also due: ${look.chalk.cyan(toType('review'))}`] : []),
  ]
}

function hereLines(progress: Progress, number: number, look: Look): string[] {
  const day = progress.days.find((candidate) => candidate.day === number)
  if (!day) return []
  const passed = day.exercises.filter(({ status }) => status === 'passed').length
  const proved = day.topics.filter(({ done }) => done).length
  const title = wrapText(`Day ${day.day}  ${day.title}`, look.width).map((line) => look.chalk.bold(line))
  const parts = [`${passed} of ${day.exercises.length} exercises`, `${proved} of ${day.topics.length} topics`]
  return [...title, parts.join(', ')]
}

function nextLines(action: NextAction | undefined, look: Look): string[] {
  if (!action) return [`All that is written is done. \`${toType('certificate')}\` writes what you have proved.`]
  return [...wrapText(`Next: ${sayNext(action)}`, look.width), `      ${look.chalk.cyan(action.command)}`]
}

/** What comes next, as a sentence goes on. */
export function sayNext(action: NextAction): string {
  switch (action.kind) {
    case 'read':
      return action.section === undefined
        ? `read day ${action.day.day}, ${action.day.title} (about ${durationOf(action.day.minutes)} with its exercises)`
        : `read on in day ${action.day.day}, ${action.day.title}`
    case 'exercise':
      return `${action.day.day}/${action.exercise.id}, ${action.exercise.title} (${durationOf(action.exercise.minutes)})`
    case 'quiz':
      return `the quiz of day ${action.day.day}`
    case 'bench':
      return `the benchmark of day ${action.day.day}`
    case 'review':
      return `${action.due} to review`
  }
}

function verbOf(action: NextAction): string {
  switch (action.kind) {
    case 'read':
      return action.section === undefined ? `read day ${action.day.day}` : 'read on'
    case 'exercise':
      return 'work on it'
    case 'quiz':
      return 'take the quiz'
    case 'bench':
      return 'run it'
    case 'review':
      return 'review'
  }
}
