import type { ExerciseRef } from '../../engine/course/model.ts'
import { shellWord } from '../../shell-word.ts'
import type { Look } from '../terminal/look.ts'
import type { Choice } from '../terminal/menu.ts'
import { localDate } from '../text/date.ts'
import { wrapText } from '../text/wrap.ts'

/** Where an exercise is written again. */
export function renderScratch(
  scratch: { ref: ExerciseRef; title: string; file: string; state: 'starter' | 'begun' },
  { chalk, width }: Look,
): string {
  const what =
    scratch.state === 'starter'
      ? 'Write it again without looking. The one that passed stays as it is.'
      : 'You have begun it. The one that passed stays as it is.'
  return `${[chalk.bold(`${scratch.ref}  ${scratch.title}`), ...wrapText(what, width), `Scratch file: ${chalk.cyan(shellWord(scratch.file))}`].join('\n')}\n`
}

/** After a pass: what becomes of the file, and when the exercise comes back. */
export function renderRecalled(
  recalled: { kept: string | undefined; wasDue: boolean; dueAt: string | undefined },
  { width }: Look,
): string {
  const on = recalled.dueAt && localDate(recalled.dueAt)
  const next = recalled.wasDue
    ? `It is recalled, and comes back on ${on}.`
    : `It was not due, so this counts as no recall. It comes back on ${on}.`
  const kept = recalled.kept === undefined ? [] : [`What you wrote is kept in ${shellWord(recalled.kept)}`]
  return `${[...(on === undefined ? [] : wrapText(next, width)), ...kept].join('\n')}\n`
}

export type RedoTask = 'edit' | 'check' | 'again' | 'leave'

export function redoMenu(editor: string | undefined): Choice<RedoTask>[] {
  return [
    ...(editor === undefined ? [] : [{ name: `Open it in ${editor}`, value: 'edit' as const }]),
    { name: 'Check it', value: 'check' },
    { name: 'Begin again from the starter', value: 'again' },
    { name: 'Leave it for later', value: 'leave' },
  ]
}

/** Which of the exercises that are due to write again. */
export function dueMenu(due: { ref: string; title: string }[]): Choice<string>[] {
  const widest = Math.max(...due.map(({ ref }) => ref.length))
  return [
    ...due.map(({ ref, title }) => ({ name: `${ref.padEnd(widest)}  ${title}`, value: ref, short: ref })),
    { name: 'None now', value: '' },
  ]
}
