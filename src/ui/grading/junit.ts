import type { Grade, Graded } from '../../engine/grading/graded.ts'
import { isPass, notFencedIn, problemOf, reasonOf, statusOf } from './summary.ts'

/**
 * A test suite for each submission and a test case for each exercise, as CI systems read them. What was not begun is
 * skipped, what could not be told is an error. The format has no owner; this keeps to what
 * https://github.com/testmoapp/junitxml describes.
 */
export function gradesJunit(results: readonly Graded[], title: string): string {
  const suites = results.map(suite)
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${xml(title)}">\n${suites.join('')}</testsuites>\n`
}

function suite(graded: Graded): string {
  const { submission, grades, problem } = graded
  const cases = [...grades.map((grade) => testCase(submission, grade)), ...(problem ? [unjudged(graded)] : [])]
  const count = (tag: string) => cases.filter((text) => text.includes(`<${tag}`)).length
  const seconds = grades.reduce((sum, { ms }) => sum + ms, 0) / 1000
  const counts = `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`
  return `  <testsuite name="${xml(submission)}" ${counts} time="${seconds.toFixed(3)}">\n${properties(graded)}${cases.join('')}  </testsuite>\n`
}

function properties(graded: Graded): string {
  const open = notFencedIn([graded])
  if (open.length === 0) return ''
  return `    <properties>\n      <property name="not fenced" value="${xml(open.join(', '))}"/>\n    </properties>\n`
}

function testCase(submission: string, grade: Grade): string {
  const open = `    <testcase classname="${xml(submission)}" name="${xml(grade.exercise)}" time="${(grade.ms / 1000).toFixed(3)}"`
  const end = endOf(grade)
  return end === '' ? `${open}/>\n` : `${open}>\n      ${end}\n    </testcase>\n`
}

function endOf(grade: Grade): string {
  if (isPass(grade)) return ''
  if (grade.status === 'not-begun') return '<skipped message="not begun"/>'
  const status = statusOf(grade)
  const tag = status === 'inconclusive' ? 'error' : 'failure'
  return `<${tag} type="${status}" message="${xml(reasonOf(grade))}">${xml(detailsOf(grade))}</${tag}>`
}

/** Each check that failed, with what it says. */
function detailsOf(grade: Grade): string {
  if (grade.status !== 'judged') return ''
  const failed = grade.verdict.checks.filter(({ status }) => status === 'failed')
  return failed.map(({ title, message = '' }) => `${title}\n${message}`).join('\n\n')
}

function unjudged(graded: Graded): string {
  const { submission } = graded
  const message = xml(problemOf(graded) ?? '')
  return `    <testcase classname="${xml(submission)}" name="the submission">\n      <error type="not-judged" message="${message}"/>\n    </testcase>\n`
}

/** What XML 1.0 has no place for, even escaped, becomes a question mark. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
const NOT_IN_XML = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu

function xml(text: string): string {
  const escaped = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
  return escaped.replace(NOT_IN_XML, '?').replace(/[\n\r\t]/g, (character) => `&#${character.charCodeAt(0)};`)
}
