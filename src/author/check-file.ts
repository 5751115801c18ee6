import { dirname, relative, sep } from 'node:path'
import { readCheckFiles } from '../engine/judge/check-files.ts'
import { type ManifestEntry, readManifest } from '../engine/judge/manifest.ts'
import { error, type Finding } from './finding.ts'

/** Hidden checks as they stand in their file, or in their files. */
export interface CheckFile {
  checks: (ManifestEntry & { file: string })[]
  findings: Finding[]
}

const MOST_CHECKS = 14

/** The checks of an exercise: of its check file, and of the parts that a project's imports. */
export function readChecks(root: string, file: string, isProject: boolean): CheckFile {
  const [main, ...parts] = readCheckFiles(`${root}/${file}`)
  if (!main) return { checks: [], findings: [] }
  if (!isProject) return readCheckFile(file, main.source)
  const read = parts.map(({ path, source }) => readCheckFile(relative(root, path).split(sep).join('/'), source))
  const checks = read.flatMap((part) => part.checks)
  return { checks, findings: [...read.flatMap(({ findings }) => findings), ...findingsInMain(file, main, checks)] }
}

/** A project's check file only says which parts there are. */
function findingsInMain(file: string, main: { source: string; checks: ManifestEntry[] }, checks: CheckFile['checks']) {
  const part = `${dirname(file)}/<id>/<requirement>.checks.ts`
  const home =
    main.checks.length > 0
      ? [error(file, 'It has checks of its own.', `Move each into the part of its requirement: ${part}.`)]
      : []
  const doubles = checks.filter(({ title, file }, index) => {
    const first = checks.findIndex((check) => check.title === title)
    return first < index && checks[first]?.file !== file
  })
  return [...home, ...doubles.map((check) => calledTwice(check.file, check.title))]
}

function calledTwice(file: string, title: string): Finding {
  return error(file, `Two checks are called "${title}".`, 'A title names one promise: say how they differ.')
}

/** What a check file promises, read and not run: titles are literals, each its own, and nothing else is a test. */
export function readCheckFile(file: string, source: string): CheckFile {
  const checks = readManifest(source).map((check) => ({ ...check, file }))
  const code = withoutTextAndComments(source)
  const calls = linesOf(code, /(?<![\w.$])check\s*\(/g)
  const findings = [
    ...linesOf(code, /(?<![\w.$])(?:describe|test|it|beforeEach|afterEach|beforeAll|afterAll)\s*[.(]/g).map((line) =>
      error(file, 'Only check() belongs here.', 'Write each promise as a check() of its own, at the top level.', line),
    ),
    ...twice(checks.map(({ title }) => title)).map((title) => calledTwice(file, title)),
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
