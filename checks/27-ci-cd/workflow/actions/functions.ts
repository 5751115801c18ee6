import { createHash } from 'node:crypto'
import { isEntries, textOf, type Value } from './values.ts'

/** How the jobs or steps before have ended: what `success()` and its like ask for. */
export interface Standing {
  failed: boolean
  skipped: boolean
}

export interface Scope {
  contexts: { [name: string]: Value }
  standing: Standing
  /** What `hashFiles` finds: the files of the workspace. */
  files: ReadonlyMap<string, string>
}

type Call = (scope: Scope, ...args: Value[]) => Value

const lower = (value: Value | undefined) => textOf(value).toLowerCase()

export const FUNCTIONS: Record<string, Call> = {
  contains: (_, where, what) =>
    Array.isArray(where) ? where.some((each) => lower(each) === lower(what)) : lower(where).includes(lower(what)),
  startswith: (_, text, start) => lower(text).startsWith(lower(start)),
  endswith: (_, text, end) => lower(text).endsWith(lower(end)),
  format: (_, text, ...args) =>
    textOf(text).replaceAll(/\{\{|\}\}|\{(\d+)\}/g, (all, index) =>
      index ? textOf(args[Number(index)]) : all.charAt(0),
    ),
  join: (_, list, between = ',') => (Array.isArray(list) ? list.map(textOf).join(textOf(between)) : textOf(list)),
  tojson: (_, value) => JSON.stringify(value ?? null, null, 2),
  fromjson: (_, text) => JSON.parse(textOf(text)) as Value,
  hashfiles: ({ files }, ...patterns) => hashOf(files, patterns.map(textOf)),
  success: ({ standing }) => !standing.failed && !standing.skipped,
  failure: ({ standing }) => standing.failed,
  cancelled: () => false,
  always: () => true,
}

export const STATUS_FUNCTIONS = /\b(?:success|failure|cancelled|always)\s*\(/i

function hashOf(files: ReadonlyMap<string, string>, patterns: string[]): string {
  const matching = [...files].filter(([path]) => patterns.some((pattern) => globFits(pattern, path)))
  if (matching.length === 0) return ''
  const hash = createHash('sha256')
  for (const [, text] of matching) hash.update(text)
  return hash.digest('hex')
}

/** Patterns of paths and of branches: `*` stays within a name, `**` does not. */
export function globFits(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/^\.\//, '')
    .replaceAll(/[\\^$.|()+{}]/g, '\\$&')
    .replaceAll('**/', '\u0001')
    .replaceAll('**', '\u0002')
    .replaceAll('*', '[^/]*')
    .replaceAll('\u0001', '(?:.*/)?')
    .replaceAll('\u0002', '.*')
  return new RegExp(`^${source}$`).test(text)
}

export function compare(sign: string, left: Value, right: Value): boolean {
  const [a, b] =
    typeof left === 'string' && typeof right === 'string' ? [lower(left), lower(right)] : numbers(left, right)
  if (sign === '==') return a === b
  if (sign === '!=') return a !== b
  if (sign === '<') return a < b
  if (sign === '<=') return a <= b
  return sign === '>' ? a > b : a >= b
}

function numbers(left: Value, right: Value): [number, number] {
  return [numberOf(left), numberOf(right)]
}

function numberOf(value: Value): number {
  if (Array.isArray(value) || isEntries(value)) return Number.NaN
  return value === null ? 0 : Number(value)
}
