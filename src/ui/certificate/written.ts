import type { Certificate } from '../../engine/certificate/certificate.ts'
import { toJson } from '../../json.ts'
import { shellWord } from '../../shell-word.ts'
import { toType } from '../../to-type.ts'
import type { Look } from '../terminal/look.ts'
import { wrapText } from '../text/wrap.ts'

export interface WrittenView {
  certificate: Certificate
  /** Paths of the two files, as they are shown. */
  json: string
  html: string
  /** Whether there was a file at one of the paths. */
  replaced: boolean
  /** Gates that are not passed yet, by their titles. */
  open: string[]
}

/** What was written, how to print it, and how to verify it. */
export function renderWritten({ certificate, json, html, replaced, open }: WrittenView, look: Look): string {
  const { chalk, width } = look
  const { statement, digest } = certificate
  const { totals } = statement
  const whole = statement.scope === 'whole'
  const lines = [
    chalk.bold(whole ? 'Certificate of the whole course' : 'Certificate of what is proved so far'),
    ...wrapText(
      `${of(totals.gates)} gates, ${of(totals.days)} days, ${of(totals.exercises)} exercises, ${of(totals.topics)} topics; ${totals.checks} checks passed.`,
      width,
    ),
    ...(open.length > 0 && !whole ? wrapText(`Still to pass: ${open.join(', ')}.`, width) : []),
    '',
    `${replaced ? 'Replaced' : 'Written'}:`,
    `  ${chalk.cyan(shellWord(json))}`,
    `  ${chalk.cyan(shellWord(html))}`,
    '',
    `SHA-256 ${digest.value}`,
    '',
    ...wrapText(statement.meaning, width).map((line) => chalk.dim(line)),
    '',
    `Verify: ${chalk.cyan(toType(`certificate verify ${shellWord(json)}`))}`,
    'Print:  open the .html file in a browser.',
  ]
  return `${lines.join('\n')}\n`
}

/** As `course certificate --json` prints it. */
export function writtenJson({ certificate, json, html, replaced }: WrittenView): string {
  const { statement, digest } = certificate
  const { scope, totals } = statement
  return toJson({ scope, totals, digest: digest.value, files: { json, html }, replaced })
}

function of({ done, total }: { done: number; total: number }): string {
  return `${done} of ${total}`
}
