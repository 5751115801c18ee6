import type { Change } from '../../engine/workbook/changes.ts'
import type { TakenBack } from '../../engine/workbook/take-back.ts'
import { toJson } from '../../json.ts'
import { shellWord } from '../../shell-word.ts'
import type { Look } from '../terminal/look.ts'
import { localMoment } from '../text/date.ts'
import { wrapText } from '../text/wrap.ts'
import { counted } from './moved.ts'

export interface UndoneView extends Omit<Change, 'events'>, TakenBack {
  /** Events of an import that no longer count. */
  events: number
}

/** The question before it is done. */
export function askToUndo(change: Change): string {
  const { files, events } = change
  const shown = files.filter(({ path }) => !path.startsWith('.course/')).length
  const what = change.what === 'reset' ? '' : ` (${counted(shown, 'file')}, ${counted(events.length, 'event')})`
  return `Take back ${nameOf(change)}${what}?`
}

/** What is back, and where that is which was there meanwhile. */
export function renderUndone(view: UndoneView, { width }: Look): string {
  const { restored, aside, lost, events } = view
  const lines = [
    ...wrapText(`Taken back: ${nameOf(view)}.`, width),
    ...list(
      'There again:',
      restored.map((path) => shellWord(path)),
      width,
    ),
    ...list(
      'Put aside:',
      aside.flatMap(({ path, at }) => [shellWord(path), `  ${shellWord(at)}`]),
      width,
    ),
    ...list(
      'Left as they are, since what was kept of them is gone:',
      lost.map((path) => shellWord(path)),
      width,
    ),
    ...(events > 0
      ? wrapText(`${counted(events, 'event')} of it left the record for a file in .course/kept.`, width)
      : []),
  ]
  return `${lines.join('\n')}\n`
}

export function undoneJson({ what, of, at, restored, aside, lost, events }: UndoneView): string {
  return toJson({ undone: { what, of, at }, restored, aside, lost, events })
}

function nameOf({ what, of, at }: Pick<Change, 'what' | 'of' | 'at'>): string {
  return `the ${what} of ${shellWord(of)} (${localMoment(at)})`
}

function list(title: string, lines: string[], width: number): string[] {
  return lines.length === 0 ? [] : [...wrapText(title, width), ...lines.map((line) => `  ${line}`)]
}
