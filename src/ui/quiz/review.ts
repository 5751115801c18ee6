import { toType } from '../../to-type.ts'
import type { Look } from '../terminal/look.ts'

/** As the tracker gives it. */
interface Due {
  kind: 'question' | 'exercise'
  ref: string
  day: number
  dueAt: string
}

const MS_A_DAY = 24 * 60 * 60 * 1000

/** What is due again: the questions by day, each exercise with the commands that bring it back. */
export function renderDue(due: Due[], now: Date, { chalk }: Look): string {
  if (due.length === 0) return `Nothing is due. Go on with: ${toType('next')}\n`
  const questions = due.filter(({ kind }) => kind === 'question')
  const exercises = due.filter(({ kind }) => kind === 'exercise')
  const blocks: string[] = []
  if (questions.length > 0) {
    const days = [...new Set(questions.map(({ day }) => day))].sort((a, b) => a - b)
    const lines = days.map((day) => `  ${countOf(questions, day)} of day ${day}: ${toType(`quiz ${day}`)}`)
    blocks.push(
      [
        chalk.bold(questions.length === 1 ? '1 question is due' : `${questions.length} questions are due`),
        ...lines,
      ].join('\n'),
    )
  }
  if (exercises.length > 0) {
    const lines = exercises.map(
      ({ ref, dueAt }) => `  ${toType(`review ${ref}`)}${chalk.dim(`   due ${since(dueAt, now)}`)}`,
    )
    const head = exercises.length === 1 ? '1 exercise is due' : `${exercises.length} exercises are due`
    const how = '  It is written again in a scratch file, without looking; what passed stays as it is.'
    blocks.push([chalk.bold(head), ...lines, how].join('\n'))
  }
  return `${blocks.join('\n\n')}\n`
}

function countOf(due: Due[], day: number): string {
  const count = due.filter((each) => each.day === day).length
  return count === 1 ? '1 question' : `${count} questions`
}

function since(dueAt: string, now: Date): string {
  const days = Math.floor((now.getTime() - Date.parse(dueAt)) / MS_A_DAY)
  if (days < 1) return 'today'
  return days === 1 ? 'since yesterday' : `for ${days} days`
}
