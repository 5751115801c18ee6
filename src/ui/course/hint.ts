import type { ExerciseRef } from '../../engine/course/model.ts'
import { toType } from '../../to-type.ts'
import { renderMarkdown } from '../markdown/markdown.ts'
import type { Look } from '../terminal/look.ts'

export interface ShownHints {
  ref: ExerciseRef
  title: string
  /** How many hints there are. */
  of: number
  hints: { step: number; text: string }[]
  /** True when these were given before: there is no further one. */
  again: boolean
}

export function renderHints({ ref, title, of, hints, again }: ShownHints, look: Look): string {
  const { chalk } = look
  const blocks = hints.map(({ step, text }) => `${chalk.cyan(`Hint ${step} of ${of}`)}\n${renderMarkdown(text, look)}`)
  const last = hints.at(-1)?.step ?? 0
  const next =
    last < of
      ? `The next one: ${toType(`hint ${ref}`)}`
      : `${again ? 'You have had them all. ' : 'That was the last hint. '}If you are stuck: ${toType(`solution ${ref} --diff`)}`
  return `${chalk.bold(`${ref}  ${title}`)}\n\n${blocks.join('\n')}\n${chalk.dim(next)}\n`
}
