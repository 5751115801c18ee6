import type { Statement } from '../../engine/certificate/certificate.ts'
import { toJson } from '../../json.ts'
import { shellWord } from '../../shell-word.ts'
import { countOf } from '../page/html.ts'
import type { Look } from '../terminal/look.ts'
import { wrapText } from '../text/wrap.ts'

export interface WrittenReport {
  statement: Statement
  /** As it is shown. */
  file: string
  replaced: boolean
  /** Whether a browser was asked for, and began. */
  opened: boolean | undefined
}

/** What was written, and where. */
export function renderWrittenReport({ statement, file, replaced, opened }: WrittenReport, look: Look): string {
  const { chalk, width } = look
  const { days, gates, exercises, topics } = statement.totals
  const proved = `${countOf(days)} days, ${countOf(gates)} gates, ${countOf(exercises)} exercises, ${countOf(topics)} topics.`
  const lines = [
    chalk.bold(statement.scope === 'whole' ? 'Report of the whole course' : 'Report so far'),
    ...wrapText(proved, width),
    '',
    `${replaced ? 'Replaced' : 'Written'}:`,
    `  ${chalk.cyan(shellWord(file))}`,
    '',
    ...(opened === false ? wrapText('No browser could be started here: open the file yourself.', width) : []),
    ...wrapText(
      'One file that loads nothing from anywhere: put it on any server, or print it. Nothing was sent.',
      width,
    ),
  ]
  return `${lines.join('\n')}\n`
}

/** As `course report --json` prints it. */
export function writtenReportJson({ statement, file, replaced, opened }: WrittenReport): string {
  const { scope, totals } = statement
  return toJson({ scope, totals, file, replaced, ...(opened !== undefined && { opened }) })
}
