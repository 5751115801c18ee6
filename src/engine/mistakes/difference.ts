import { applyPatch, parsePatch, type StructuredPatch, structuredPatch } from 'diff'
import { ParseFailure } from '../course/parse.ts'
import { splitDifference } from './head.ts'

/** Files of an exercise, by their path relative to the room: `compose.ts`, `task-manager/src/app.ts`. */
export type Texts = ReadonlyMap<string, string>

/** What a wrong answer has in place of the solution's files; null where it has none. */
export type Changes = Map<string, string | null>

/** How one file of the solution changes. */
interface FilePatch {
  path: string
  kind: 'changed' | 'added' | 'deleted'
  patch: StructuredPatch
}

export interface Difference {
  /** The description, as its author wrote it. */
  yaml: string
  files: FilePatch[]
  /** The lines of the text where the hunks begin, 1-based, in the order of the files. */
  hunkLines: number[]
}

/** A part of a difference that does not fit the solution. */
export interface Reject {
  path: string
  why: string
  /** The hunk as it stands in the difference; none where a file is there or is not. */
  hunk?: string
}

export type Applied = { status: 'applied'; changes: Changes } | { status: 'rejected'; rejects: Reject[] }

const CONTEXT = 2
const NOWHERE = '/dev/null'

/**
 * Reads a wrong answer that is written as its difference from the solution.
 * @param room the day's room: paths inside are relative to the course, so that `git apply` finds the solution
 * @throws ParseFailure when it is no such thing
 */
export function parseDifference(text: string, room: string): Difference {
  const { yaml, body, bodyLine } = splitDifference(text)
  const patches = parseBody(body, bodyLine)
  const files = patches.map((patch) => filePatch(patch, `solutions/${room}/`))
  if (files.length === 0) throw new ParseFailure('it changes nothing: a unified diff follows the head')
  return { yaml, files, hunkLines: hunkLinesOf(body, bodyLine, patches) }
}

function parseBody(body: string, bodyLine: number): StructuredPatch[] {
  if (body.trim() === '') return []
  try {
    return parsePatch(body)
  } catch (error) {
    // The parser counts lines from where the diff begins.
    const message = (error as Error).message.replace(/line (\d+)/, (_, line) => `line ${Number(line) + bodyLine - 1}`)
    throw new ParseFailure(message)
  }
}

function filePatch(patch: StructuredPatch, folder: string): FilePatch {
  const { oldFileName, newFileName } = patch
  if (oldFileName === undefined || newFileName === undefined) {
    throw new ParseFailure('it changes nothing: lines of --- and +++ name a file, and hunks follow')
  }
  const kind = oldFileName === NOWHERE ? 'added' : newFileName === NOWHERE ? 'deleted' : 'changed'
  const path = (kind === 'added' ? newFileName : oldFileName).replace(/^[ab]\//, '')
  if (!path.startsWith(folder) || path.split('/').includes('..')) {
    throw new ParseFailure(`it changes ${path}, which is outside of ${folder}`)
  }
  if (kind === 'changed' && newFileName.replace(/^[ab]\//, '') !== path) {
    throw new ParseFailure(`it renames ${path}: write that as one file less and one more`)
  }
  if (patch.hunks.length === 0) throw new ParseFailure(`it changes nothing in ${path}`)
  return { path: path.slice(folder.length), kind, patch }
}

/** @throws ParseFailure where a line belongs to no hunk: the parser would pass over it */
function hunkLinesOf(body: string, bodyLine: number, patches: StructuredPatch[]): number[] {
  const lines = body.split('\n')
  const starts = lines.flatMap((line, index) => (line.startsWith('@@ ') ? [index] : []))
  const hunks = patches.flatMap((patch) => patch.hunks)
  for (const [index, start] of starts.entries()) {
    const after = start + 1 + (hunks[index]?.lines.length ?? 0)
    const next = lines.findIndex((line, at) => at >= after && line !== '')
    if (next >= 0 && !/^(?:@@ |--- |diff |Index: )/.test(lines[next] ?? '')) {
      throw new ParseFailure(`line ${next + bodyLine}: it belongs to no hunk: the numbers of its @@ line are wrong`)
    }
  }
  return starts.map((start) => start + bodyLine)
}

/** The solution with the difference. Hunks may have moved; their context and what they take away must be there. */
export function applyDifference({ files }: Difference, solution: Texts): Applied {
  const changes: Changes = new Map()
  const rejects: Reject[] = []
  for (const file of files) {
    const before = solution.get(file.path)
    const wrong = misfit(file, before)
    const after = wrong ? false : applyPatch(before ?? '', file.patch)
    if (after === false) rejects.push(...(wrong ? [wrong] : rejectsOf(file, before ?? '')))
    else changes.set(file.path, file.kind === 'deleted' ? null : after)
  }
  return rejects.length > 0 ? { status: 'rejected', rejects } : { status: 'applied', changes }
}

function misfit({ path, kind }: FilePatch, before: string | undefined): Reject | undefined {
  if (kind === 'added' && before !== undefined) return { path, why: 'It adds a file that the solution has.' }
  if (kind !== 'added' && before === undefined)
    return { path, why: 'It changes a file that the solution does not have.' }
  return undefined
}

/** The hunks that find no place; all where each finds one and they do not go together. */
function rejectsOf({ path, patch }: FilePatch, before: string): Reject[] {
  const alone = patch.hunks.filter((hunk) => applyPatch(before, { ...patch, hunks: [hunk] }) === false)
  return (alone.length > 0 ? alone : patch.hunks).map((hunk) => ({
    path,
    why: 'This part of it no longer fits the solution.',
    hunk: printHunk(hunk),
  }))
}

/** The text of a difference that leads from the solution to these changes. Deterministic; '' where nothing changes. */
export function printDifference(yaml: string, room: string, solution: Texts, changes: Changes): string {
  const paths = [...changes.keys()].sort()
  const files = paths.map((path) => printFile(`solutions/${room}/${path}`, solution.get(path), changes.get(path)))
  const body = files.join('')
  return body === '' ? '' : `---\n${yaml.trimEnd()}\n---\n${body}`
}

function printFile(path: string, before: string | undefined, after: string | null | undefined): string {
  const old = before === undefined ? NOWHERE : `a/${path}`
  const now = after === undefined || after === null ? NOWHERE : `b/${path}`
  const { hunks } = structuredPatch(old, now, before ?? '', after ?? '', '', '', { context: CONTEXT })
  if (hunks.length === 0) return ''
  return [`--- ${old}`, `+++ ${now}`, ...hunks.map(printHunk)].map((part) => `${part}\n`).join('')
}

function printHunk({ oldStart, oldLines, newStart, newLines, lines }: StructuredPatch['hunks'][number]): string {
  // A file that has nothing begins at line 0.
  const place = (start: number, count: number) => `${count === 0 ? start - 1 : start}${count === 1 ? '' : `,${count}`}`
  // An empty line of context is written empty: editors take blanks off at the ends of lines.
  const body = lines.map((line) => (line === ' ' ? '' : line))
  return [`@@ -${place(oldStart, oldLines)} +${place(newStart, newLines)} @@`, ...body].join('\n')
}

/** The line of a difference's text where this line of the wrong answer stands; undefined where it does not show it. */
export function lineInDifference({ files, hunkLines }: Difference, path: string, line: number): number | undefined {
  let index = 0
  for (const { path: own, patch } of files) {
    for (const hunk of patch.hunks) {
      const start = hunkLines[index++]
      if (own !== path || start === undefined) continue
      let at = hunk.newStart
      for (const [offset, text] of hunk.lines.entries()) {
        if (text.startsWith('-') || text.startsWith('\\')) continue
        if (at++ === line) return start + offset + 1
      }
    }
  }
  return undefined
}
