import { existsSync, readdirSync } from 'node:fs'
import { basename, relative, sep } from 'node:path'
import { type CheckSource, readCheckFiles } from '../engine/judge/check-files.ts'
import { type ManifestEntry, readManifest } from '../engine/judge/manifest.ts'
import { error, type Finding } from './finding.ts'

/** Hidden checks as they stand in their file, or in their files. */
export interface CheckFile {
  checks: (ManifestEntry & { file: string })[]
  findings: Finding[]
}

const MOST_CHECKS = 14

/** The checks of an exercise: of its check file, or of the parts that it imports. A project has nothing but parts. */
export function readChecks(root: string, file: string, isProject: boolean): CheckFile {
  const [main, ...parts] = readCheckFiles(`${root}/${file}`)
  if (!main) return { checks: [], findings: [] }
  if (!isProject && parts.length === 0) return readCheckFile(file, main.source)
  const read = parts.map(({ path, source }) => readCheckFile(relative(root, path).split(sep).join('/'), source))
  const checks = read.flatMap((part) => part.checks)
  const findings = [
    ...read.flatMap((part) => part.findings),
    ...findingsInMain(file, main, checks),
    ...(isProject ? [] : tooMany(file, checks.length)),
    ...leftOut(root, file, parts),
  ]
  return { checks, findings }
}

/** A check file with parts only says which there are. */
function findingsInMain(file: string, main: { source: string; checks: ManifestEntry[] }, checks: CheckFile['checks']) {
  const home =
    main.checks.length > 0
      ? [error(file, 'It has checks of its own.', `Move each into a part: ${folderOf(file)}/<part>.checks.ts.`)]
      : []
  const doubles = checks.filter(({ title, file }, index) => {
    const first = checks.findIndex((check) => check.title === title)
    return first < index && checks[first]?.file !== file
  })
  return [...home, ...doubles.map((check) => calledTwice(check.file, check.title))]
}

/** Parts that nobody imports look like checks and check nothing. */
function leftOut(root: string, file: string, parts: CheckSource[]): Finding[] {
  const folder = folderOf(file)
  const names = existsSync(`${root}/${folder}`) ? readdirSync(`${root}/${folder}`).sort() : []
  const imported = new Set(parts.map(({ path }) => basename(path)))
  return names
    .filter((name) => name.endsWith('.checks.ts') && !imported.has(name))
    .map((name) => {
      const line = `import './${basename(folder)}/${name}'`
      return error(`${folder}/${name}`, 'Its checks never run.', `Write ${line} in ${file}.`)
    })
}

/** Where the parts are. */
function folderOf(file: string): string {
  return file.replace(/\.check\.ts$/, '')
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
  findings.push(...tooMany(file, checks.length))
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

function tooMany(file: string, count: number): Finding[] {
  if (count <= MOST_CHECKS) return []
  return [error(file, `It has ${count} checks.`, `Keep to ${MOST_CHECKS}, or make two exercises of it.`)]
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
