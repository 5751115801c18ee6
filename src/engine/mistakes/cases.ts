import { createHash } from 'node:crypto'
import { readFileSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Verdict } from '../judge/verdict.ts'

/**
 * What a wrong answer was seen to do when it was proved, in a mark for each: a digest of its failing cases (given,
 * expected, received). `~` opens one in which what no two runs share has been blanked. `varies`: no two runs are alike.
 * Kept beside the wrong answers; `course author check --refresh` writes it.
 */
export type Cases = Record<string, string>

export const VARIES = 'varies'
const FILE = 'cases.json'

/** @param folder of an exercise's wrong answers */
export function readCases(folder: string): Cases {
  try {
    const cases: unknown = JSON.parse(readFileSync(join(folder, FILE), 'utf8'))
    if (typeof cases !== 'object' || cases === null) return {}
    return Object.fromEntries(Object.entries(cases).filter(([, mark]) => typeof mark === 'string'))
  } catch {
    // Without it nothing is recognised for sure, which is no reason to stop.
    return {}
  }
}

export function casesFile(folder: string): string {
  return join(folder, FILE)
}

/** Whether a verdict shows the cases that a mark stands for. */
export function showsCases(mark: string | undefined, verdict: Verdict): boolean {
  if (mark === undefined || mark === VARIES) return false
  const text = casesOf(verdict)
  return text !== undefined && mark === (mark.startsWith('~') ? blankedMark(text) : exactMark(text))
}

/** The mark of what these runs of one answer share; undefined where their kind of end shows no cases. */
export function markOf(verdicts: Verdict[]): string | undefined {
  const texts = verdicts.map(casesOf)
  const shown = texts.filter((text) => text !== undefined)
  if (shown.length < texts.length) return undefined
  for (const mark of [exactMark, blankedMark]) {
    const marks = new Set(shown.map(mark))
    if (marks.size === 1) return [...marks][0]
  }
  return VARIES
}

/** The cases in one text; undefined for an end that says only where the code was stopped. */
function casesOf(verdict: Verdict): string | undefined {
  if (verdict.status !== 'failed' && verdict.status !== 'crashed') return undefined
  const failed = verdict.checks.filter(({ status }) => status === 'failed')
  const cases = failed.map(({ title, given, expected, received, message }) => [
    title,
    given ?? '',
    expected ?? '',
    received ?? '',
    // Of two values it says nothing more.
    received === undefined ? (message ?? '') : '',
  ])
  const end = verdict.status === 'crashed' ? verdict.message : ''
  return JSON.stringify([verdict.status, end, ...cases.sort(([a = ''], [b = '']) => (a < b ? -1 : 1))])
}

function exactMark(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

function blankedMark(text: string): string {
  return `~${exactMark(blank(text))}`
}

/** Takes out what differs from run to run: temporary folders, ports, ids, times. */
function blank(text: string): string {
  const folders = [...new Set([tmpdir(), realpathSync(tmpdir())])]
  const without = folders.reduce((rest, folder) => rest.replaceAll(folder, '<tmp>'), text)
  return BLANKS.reduce((rest, [pattern, sign]) => rest.replace(pattern, sign), without)
}

const BLANKS: [RegExp, string][] = [
  [/<tmp>[\\/]+[^\\/\s"'`]+/g, '<folder>'],
  [/\b(127\.0\.0\.1|localhost|\[::1\]):\d+/g, '$1:<port>'],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, '<id>'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z?/g, '<time>'],
  [/\b\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\b/g, '<time>'],
  [/\b[0-9a-f]{16,}\b/gi, '<id>'],
  // A database of the run's own.
  [/\bcourse_[0-9a-f]+/g, '<database>'],
  [/\b1[5-9]\d{11}\b/g, '<time>'],
  [/\b\d+(?:\.\d+)? ?ms\b/g, '<time>'],
]
