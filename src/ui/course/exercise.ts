import type { ExerciseProgress } from '../../../tracker/day-progress.ts'
import type { Contract } from '../../engine/contract.ts'
import type { Exercise, ExerciseRef } from '../../engine/course/model.ts'
import type { Highlight } from '../code/highlight.ts'
import { renderMarkdown } from '../markdown/markdown.ts'
import { type FilePlace, fileLink } from '../terminal/link.ts'
import type { Look } from '../terminal/look.ts'
import { durationOf } from '../text/duration.ts'
import { wrapText } from '../text/wrap.ts'

/** What there is to know of an exercise before one begins. */
export interface Task {
  ref: ExerciseRef
  exercise: Pick<Exercise, 'title' | 'minutes' | 'hints'>
  /** Undefined where nothing is recorded. */
  state: ExerciseProgress | undefined
  contract: Contract
  file: FilePlace
}

/** The page of an exercise: its contract, as far as the rows go, then where to write, how long, and what help there is. */
export function renderTask(task: Task, rows: number, look: Look, highlight?: Highlight): string {
  const { chalk } = look
  const contract = renderMarkdown(task.contract.text, look, highlight).replace(/\n+$/, '').split('\n')
  const isCut = contract.length > rows
  const shown = isCut ? contract.slice(0, Math.max(3, rows - 1)) : contract
  const rest = isCut ? [chalk.dim(look.unicode ? '… the rest is in the file' : '... the rest is in the file')] : []
  const lines = [
    '',
    ...wrapText(`${task.ref}  ${task.exercise.title}`, look.width).map((line) => chalk.bold(line)),
    '',
    ...(task.contract.text.trim() === '' ? [] : [...shown, ...rest, '']),
    `Your file: ${fileLink(task.file, look)}`,
    ...wrapText(factsOf(task).join(', '), look.width),
  ]
  return `${lines.join('\n')}\n\n`
}

/** The same in a few lines, above the verdicts of a watch. */
export function renderTaskHead(task: Task, look: Look): string {
  const { chalk, width } = look
  const summary = wrapText(task.contract.summary, width)
  const isCut = summary.length > LINES_OF_A_SUMMARY
  const cut = summary.slice(0, LINES_OF_A_SUMMARY).map((line, index) => {
    const isLast = isCut && index === LINES_OF_A_SUMMARY - 1
    return chalk.dim(isLast ? `${line.slice(0, width - 2)} ${look.unicode ? '…' : '...'}`.slice(0, width) : line)
  })
  const facts = wrapText([durationOf(task.exercise.minutes), hintsLeft(task)].filter(Boolean).join(', '), width)
  return `${[...cut, fileLink(task.file, look), ...facts.map((line) => chalk.dim(line)), ''].join('\n')}\n`
}

const LINES_OF_A_SUMMARY = 3

function factsOf(task: Task): string[] {
  const { exercise, state } = task
  const standing =
    state?.status === 'passed' ? 'passed' : state?.status === 'tried' ? 'not passed yet' : 'not tried yet'
  const attempts = state?.attempts ?? 0
  const tries = attempts > 0 ? `${attempts} attempt${attempts === 1 ? '' : 's'}` : ''
  const score = state?.score && attempts > 0 ? `${state.score.points} of ${state.score.of} points` : ''
  return [durationOf(exercise.minutes), standing, score, tries, hintsLeft(task)].filter(Boolean)
}

function hintsLeft({ exercise, state }: Task): string {
  const left = exercise.hints.length - (state?.hints ?? 0)
  if (exercise.hints.length === 0) return ''
  return left <= 0 ? 'no hints left' : `${left} hint${left === 1 ? '' : 's'} left`
}
