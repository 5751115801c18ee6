import type { Finding } from '../../engine/doctor/finding.ts'
import type { Look } from '../terminal/look.ts'
import { padTo, textWidth } from '../text/width.ts'
import { wrapText } from '../text/wrap.ts'

const GROUPS: [group: Finding['group'], title: string][] = [
  ['needed', 'Needed'],
  ['comfort', 'Good to have'],
  ['services', 'Services (none is needed to start)'],
]

/** With fewer columns, what was found stands below its name. */
const WIDE_ENOUGH_FOR_COLUMNS = 60

/** What was found, group by group, each lack with how to mend it, and a last line that sums up. */
export function renderDoctor(findings: Finding[], look: Look): string {
  const labels = Math.max(...findings.map(({ label }) => textWidth(label)))
  const groups = GROUPS.map(([group, title]) => {
    const lines = findings
      .filter((finding) => finding.group === group)
      .flatMap((finding) => linesOf(finding, labels, look))
    return [look.chalk.bold(title), ...lines].join('\n')
  })
  return `${groups.join('\n\n')}\n\n${summary(findings, look)}\n`
}

function linesOf(finding: Finding, labels: number, look: Look): string[] {
  if (look.plain) {
    const mend = finding.mend && finding.status !== 'fine' ? `\n${finding.mend}` : ''
    return wrapLines(`${finding.label}, ${finding.status}: ${finding.detail}${mend}`, look.width)
  }
  const isNarrow = look.width < WIDE_ENOUGH_FOR_COLUMNS
  const indent = ' '.repeat(isNarrow ? 4 : labels + 6)
  const width = look.width - indent.length
  const label = isNarrow ? look.chalk.bold(finding.label) : padTo(finding.label, labels)
  const detail = wrapLines(finding.detail, width)
  const mend = finding.mend && finding.status !== 'fine' ? wrapLines(finding.mend, width) : []
  const [beside, below] = isNarrow ? ['', detail] : [`  ${detail[0] ?? ''}`, detail.slice(1)]
  return [
    `  ${mark(finding.status, look)} ${label}${beside}`,
    ...below.map((line) => indent + line),
    ...mend.map((line) => indent + look.chalk.cyan(line)),
  ]
}

function wrapLines(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => wrapText(line, width))
}

function mark(status: Finding['status'], { chalk, unicode }: Look): string {
  if (status === 'fine') return chalk.green(unicode ? '✓' : '+')
  return status === 'lacking' ? chalk.yellow(unicode ? '○' : '-') : chalk.red(unicode ? '✗' : 'x')
}

function summary(findings: Finding[], { chalk }: Look): string {
  const missing = findings.filter(({ status }) => status === 'missing')
  if (missing.length === 0) return chalk.green('Everything the course needs is here.')
  const names = missing.map(({ label }) => label).join(', ')
  return chalk.red(`Mend this first: ${names}.`)
}
