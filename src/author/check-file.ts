import { type ManifestEntry, readManifest } from '../engine/judge/manifest.ts'
import { error, type Finding } from './finding.ts'

/** Hidden checks as they stand in their file. */
export interface CheckFile {
  checks: ManifestEntry[]
  findings: Finding[]
}

const MOST_CHECKS = 14

/** What a check file promises, read and not run: titles are literals, each its own, and nothing else is a test. */
export function readCheckFile(file: string, source: string): CheckFile {
  const checks = readManifest(source)
  const code = withoutTextAndComments(source)
  const calls = linesOf(code, /(?<![\w.$])check\s*\(/g)
  const findings = [
    ...linesOf(code, /(?<![\w.$])(?:describe|test|it|beforeEach|afterEach|beforeAll|afterAll)\s*[.(]/g).map((line) =>
      error(file, 'Only check() belongs here.', 'Write each promise as a check() of its own, at the top level.', line),
    ),
    ...twice(checks.map(({ title }) => title)).map((title) =>
      error(file, `Two checks are called "${title}".`, 'A title names one promise: say how they differ.'),
    ),
    ...checks
      .filter(({ read }) => read === '')
      .map(({ title }) =>
        error(file, `"${title}" names no section to read.`, "Write check('…', { read: 'anchor' }, …)."),
      ),
  ]
  if (checks.length === 0) findings.push(error(file, 'It has no checks.', 'Write five to fourteen.'))
  if (checks.length > MOST_CHECKS) {
    findings.push(
      error(file, `It has ${checks.length} checks.`, `Keep to ${MOST_CHECKS}, or make two exercises of it.`),
    )
  }
  if (calls.length !== checks.length) {
    findings.push(
      error(
        file,
        `It calls check() ${calls.length} times, and ${checks.length} of them can be read from the source.`,
        "Each call stands at the start of a line as check('a literal title', { read: 'anchor' }, …): no loops, no variables.",
      ),
    )
  }
  return { checks, findings }
}

/** The line of every match, 1-based. */
function linesOf(code: string, pattern: RegExp): number[] {
  return [...code.matchAll(pattern)].map((match) => code.slice(0, match.index).split('\n').length)
}

function twice(titles: string[]): string[] {
  return [...new Set(titles.filter((title, index) => titles.indexOf(title) < index))]
}

/** Blanks comments and what is quoted; lines stay where they are. Good enough to count calls, no parser. */
function withoutTextAndComments(source: string): string {
  const token = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\[\s\S])*`/g
  return source.replace(token, (text) => text.replace(/[^\n]/g, ' '))
}
