import type { LeftOut } from '../../engine/archive/pack.ts'
import type { Plan, Step } from '../../engine/archive/plan.ts'
import { toJson } from '../../json.ts'
import { shellWord } from '../../shell-word.ts'
import { toType } from '../../to-type.ts'
import type { Look } from '../terminal/look.ts'
import { localDate } from '../text/date.ts'
import { wrapText } from '../text/wrap.ts'

export interface ExportView {
  file: string
  bytes: number
  events: number
  files: number
  leftOut: LeftOut[]
}

/** What is in the archive, what is not, and how to get it into another workbook. */
export function renderExport({ file, bytes, events, files, leftOut }: ExportView, { chalk, width }: Look): string {
  const lines = [
    `Written: ${chalk.cyan(shellWord(file))} (${sizeOf(bytes)})`,
    ...wrapText(`It holds ${counted(files, 'file')} of yours and a record of ${counted(events, 'event')}.`, width),
    ...(leftOut.length > 0 ? ['', 'Not in it:'] : []),
    ...leftOut.map(({ path, why }) => `  ${shellWord(path)} (${why})`),
    '',
    'On the other machine:',
    `  ${chalk.cyan(toType(`import ${shellWord(file.split(/[\\/]/).at(-1) ?? file)}`))}`,
  ]
  return `${lines.join('\n')}\n`
}

export function exportJson({ file, bytes, events, files, leftOut }: ExportView): string {
  return toJson({ file, bytes, events, files, leftOut })
}

export interface ImportView extends Plan {
  archive: string
  exportedAt: string
  /** How many were new, and how many were here already. */
  events: { added: number; known: number }
  /** What does not belong in a workbook, and stayed in the archive. */
  skipped: string[]
}

/** What came in, what gave way, and how to take it back. */
export function renderImport(view: ImportView, { chalk, width }: Look): string {
  const { archive, exportedAt, events, same, skipped } = view
  const { added: files, replaced, aside } = sorted(view)
  if (events.added + view.steps.length === 0) {
    const all = wrapText(`Everything in ${shellWord(archive)} is here already; nothing was changed.`, width)
    return `${[...all, ...pairs(DIFFER, aside, width)].join('\n')}\n`
  }
  const lines = [
    ...wrapText(`Imported ${shellWord(archive)}, written on ${localDate(exportedAt)}.`, width).map((line) =>
      chalk.bold(line),
    ),
    ...wrapText(`Record: ${counted(events.added, 'new event')}, ${events.known} known before.`, width),
    ...wrapText(`Work: ${counted(files.length, 'new file')}, ${same} the same as here.`, width),
    ...pairs('These were replaced. What was there is kept:', replaced, width),
    ...pairs(DIFFER, aside, width),
    ...(skipped.length > 0 ? ['', ...wrapText('Not taken, since it is no part of a workbook:', width)] : []),
    ...skipped.map((path) => `  ${shellWord(path)}`),
    '',
    `To take it back: ${chalk.cyan(toType('undo'))}`,
  ]
  return `${lines.join('\n')}\n`
}

export function importJson(view: ImportView): string {
  const { archive, exportedAt, events, same, skipped } = view
  const { added: files, replaced, aside } = sorted(view)
  const moved = { added: files.map(({ path }) => path), replaced: replaced.map(placesOf), aside: aside.map(placesOf) }
  return toJson({ archive, exportedAt, events, files: { ...moved, same, skipped } })
}

const DIFFER = 'These differ. Yours stay; those of the archive lie aside:'

/** Without what the tool keeps for itself, which no learner asked for. */
function sorted({ steps, known }: Plan) {
  const shown = steps.filter(({ path }) => !path.startsWith('.course/'))
  const of = (what: Step['what']) => shown.filter((step) => step.what === what)
  return { added: of('added'), replaced: of('replaced'), aside: [...of('aside'), ...known] }
}

function pairs(title: string, steps: Pick<Step, 'path' | 'at'>[], width: number): string[] {
  if (steps.length === 0) return []
  const lines = steps.flatMap(({ path, at = '' }) => [`  ${shellWord(path)}`, `    ${shellWord(at)}`])
  return ['', ...wrapText(title, width), ...lines]
}

function placesOf({ path, at }: Pick<Step, 'path' | 'at'>) {
  return { path, at }
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

function sizeOf(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
