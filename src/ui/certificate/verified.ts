import type { Statement } from '../../engine/certificate/certificate.ts'
import type { NotNamed } from '../../engine/certificate/present.ts'
import type { ReadCertificate } from '../../engine/certificate/read.ts'
import { toJson } from '../../json.ts'
import { shellWord } from '../../shell-word.ts'
import { toType } from '../../to-type.ts'
import type { Look } from '../terminal/look.ts'
import { cleanText } from '../text/clean.ts'
import { localDate } from '../text/date.ts'
import { wrapText } from '../text/wrap.ts'

/** How a certificate compares with the course that is here. */
export type Comparison =
  | { with: 'this course'; title: string; notNamed: NotNamed[] }
  | { with: 'another course'; title: string }
  | { with: 'no course' }

export interface VerifiedView {
  file: string
  read: ReadCertificate
  /** Of an intact certificate. */
  comparison?: Comparison
}

/** Whether the digest agrees, what the certificate says, and what the course here has beyond it. */
export function renderVerified({ file, read, comparison }: VerifiedView, look: Look): string {
  const { chalk } = look
  if (read.status === 'changed') {
    const lines = [
      ...wrapText(`${chalk.red.bold('Changed')}: ${shellWord(file)} is not what was written.`, look.width),
      `  its digest says  ${read.stated}`,
      `  its content has  ${read.digest}`,
      ...wrapText(
        `Take the file as it was written, or write yours again: ${toType('certificate --force')}`,
        look.width,
      ),
    ]
    return `${lines.join('\n')}\n`
  }
  const { statement, digest } = read
  const lines = [
    `${chalk.green.bold('Intact')}: ${shellWord(file)} is as it was written.`,
    `  SHA-256 ${digest}`,
    '',
    ...sayStatement(statement, look),
    '',
    ...wrapText(cleanText(statement.meaning), look.width).map((line) => chalk.dim(line)),
    ...(comparison ? ['', ...compare(comparison, look)] : []),
  ]
  return `${lines.join('\n')}\n`
}

/** As `course certificate verify --json` prints it. */
export function verifiedJson({ file, read, comparison }: VerifiedView): string {
  if (read.status === 'changed') {
    const { status, digest, stated } = read
    return toJson({ file, status, digest, stated })
  }
  const { status, digest, statement } = read
  return toJson({ file, status, digest, statement, comparison })
}

function sayStatement({ scope, name, course, writtenAt, writtenWith, totals }: Statement, { width }: Look): string[] {
  const version = course.version === undefined ? '' : ` ${course.version}`
  return [
    scope === 'whole' ? 'The whole course' : 'What was proved so far',
    ...(name === undefined ? [] : [`  for      ${name}`]),
    `  course   ${course.title}${version}`,
    `  written  ${localDate(writtenAt)} with ${writtenWith.tool} on Node.js ${writtenWith.node}`,
    `  proved   ${totals.gates.done} of ${totals.gates.total} gates, ${totals.days.done} of ${totals.days.total} days,`,
    `           ${totals.exercises.done} of ${totals.exercises.total} exercises, ${totals.checks} checks`,
  ].flatMap((line) => (line.length > width ? wrapText(cleanText(line), width) : [cleanText(line)]))
}

function compare(comparison: Comparison, { chalk, width }: Look): string[] {
  if (comparison.with === 'no course') return wrapText('There is no course here to compare it with.', width)
  if (comparison.with === 'another course') {
    return wrapText(`The course here is another one, ${comparison.title}: its checks are not compared.`, width)
  }
  const { notNamed } = comparison
  if (notNamed.length === 0) return wrapText('It names every check that the course here has.', width)
  const known = notNamed.filter(({ certified }) => certified)
  const others = notNamed.filter(({ certified }) => !certified)
  return [
    ...(known.length > 0
      ? wrapText('Checks of its exercises that the course here has and it does not name:', width)
      : []),
    ...known.flatMap(({ exercise, checks }) => [
      `  ${chalk.bold(exercise)}`,
      ...checks.flatMap((title) =>
        wrapText(title, width - 6).map((line, index) => `    ${index ? '  ' : '- '}${line}`),
      ),
    ]),
    ...(others.length > 0 ? wrapText(sayOthers(others, known.length > 0), width) : []),
  ]
}

function sayOthers(others: NotNamed[], also: boolean): string {
  const checks = others.reduce((sum, each) => sum + each.checks.length, 0)
  const names = others.map(({ exercise }) => exercise)
  const list =
    names.length > MOST_NAMED ? `${names.slice(0, MOST_NAMED).join(', ')}, …; --json lists all` : names.join(', ')
  const which = names.length === 1 ? '1 exercise' : `${names.length} exercises`
  return `The course here ${also ? 'also ' : ''}has ${which} that it does not name, with ${checks === 1 ? '1 check' : `${checks} checks`} (${list}).`
}

const MOST_NAMED = 8
