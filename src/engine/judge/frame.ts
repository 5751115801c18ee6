import { readdirSync, readFileSync, realpathSync } from 'node:fs'
import { isAbsolute, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CodeFrame } from './verdict.ts'

const AROUND = 2
const LONGEST_LINE = 200
/** No line of a stack is longer, and looking for a place in a megabyte takes its time. */
const LONGEST_PLACE = 2000

/** The first line of a stack that lies in one of the learner's own files, with its neighbours; undefined where none does. */
export function frameFromStack(stack: string | undefined, base: string): CodeFrame | undefined {
  for (const place of placesOf(stack)) {
    const { line, column } = place
    const file = asKnown(place.file, base)
    if (file && !file.slice(base.length).includes('node_modules')) return frameAt(file, line, column, base)
  }
  return undefined
}

/** The places in a stack, the innermost first; `line` and `column` begin at 1. */
export function placesOf(stack: string | undefined): { file: string; line: number; column: number }[] {
  const lines = (stack ?? '').split('\n').filter((line) => line.length <= LONGEST_PLACE)
  return lines.flatMap(placesIn)
}

/** What may be a place in a line: a folder may have any name, so that every beginning of a path is tried. */
function placesIn(text: string): { file: string; line: number; column: number }[] {
  return [...text.matchAll(BEGINNING)].flatMap(({ index }) => {
    const [, place, line, column] = PLACE.exec(text.slice(index)) ?? []
    return place === undefined ? [] : [{ file: pathOf(place), line: Number(line), column: Number(column) }]
  })
}

/** A file under the name that the learner knows: Node calls it by where links lead. Undefined when it is none of theirs. */
function asKnown(file: string, base: string): string | undefined {
  if (isIn(file, base)) return file
  const real = realOf(base)
  if (real === undefined) return undefined
  if (isIn(file, real)) return join(base, relative(real, file))
  const link = linksIn(base).find((name) => realOf(join(base, name)) === file)
  return link === undefined ? undefined : join(base, link)
}

function isIn(file: string, folder: string): boolean {
  const path = relative(folder, file)
  return path !== '' && !path.startsWith('..') && !isAbsolute(path)
}

function linksIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isSymbolicLink() ? [entry.name] : []))
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}

/** @param line 1-based */
export function frameAt(file: string, line: number, column: number, base: string): CodeFrame | undefined {
  const all = linesOf(file)
  if (line < 1 || line > all.length) return undefined
  const first = Math.max(1, line - AROUND)
  const shown = all.slice(first - 1, line + AROUND)
  return {
    file: relative(base, file),
    line,
    column,
    lines: shown.map((text, index) => ({ number: first + index, text: text.slice(0, LONGEST_LINE) })),
  }
}

const BEGINNING = /(?<=^|[\s('"`])(?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])/g
/** What comes behind a question mark tells runs and sources apart. */
const PLACE = /^(.*?)(?:\?[\w=]*)?:(\d+):(\d+)/

function pathOf(place: string): string {
  try {
    return place.startsWith('file:') ? fileURLToPath(place) : place
  } catch {
    return place
  }
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/)
  } catch {
    return []
  }
}
