import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CodeFrame } from './verdict.ts'

const AROUND = 2
const LONGEST_LINE = 200

/** The first line of a stack that lies in one of the learner's own files, with its neighbours; undefined where none does. */
export function frameFromStack(stack: string | undefined, base: string): CodeFrame | undefined {
  for (const [, place = '', line = '', column = ''] of (stack ?? '').matchAll(PLACE)) {
    const file = pathOf(place)
    if (file.startsWith(base) && !file.includes('node_modules'))
      return frameAt(file, Number(line), Number(column), base)
  }
  return undefined
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

const PLACE = /\(?((?:file:\/\/)?\/[^():\n]+|(?:file:\/\/\/)?[A-Z]:[^():\n]+):(\d+):(\d+)\)?/g

function pathOf(place: string): string {
  const clean = place.replace(/\?.*$/, '')
  return clean.startsWith('file:') ? fileURLToPath(clean) : clean.replace(/^\/@fs/, '')
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/)
  } catch {
    return []
  }
}
