/** What a request may make its success depend on, and which bytes it asks for. */

import type { StoredObject } from './object.ts'
import { Refusal } from './refusal.ts'

type Headers = Record<string, string | undefined>

/** @returns whether the client has it already: 304 */
export function checkReadConditions(headers: Headers, { etag, modified }: StoredObject): boolean {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers
  if (match !== undefined && !names(match, etag)) throw failed('If-Match')
  const unmodified = Date.parse(headers['if-unmodified-since'] ?? '')
  if (match === undefined && unmodified < modified) throw failed('If-Unmodified-Since')
  if (noneMatch !== undefined) return names(noneMatch, etag)
  return Date.parse(headers['if-modified-since'] ?? '') >= modified
}

/** Of a put, a completed upload or a deletion. */
export function checkWriteConditions(headers: Headers, found: StoredObject | undefined): void {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers
  if (match !== undefined) {
    if (!found) throw new Refusal('NoSuchKey', 'The specified key does not exist.')
    if (!names(match, found.etag)) throw failed('If-Match')
  }
  if (noneMatch === undefined) return
  if (noneMatch.trim() !== '*') throw new Refusal('NotImplemented', 'If-None-Match of a write is * and nothing else.')
  if (found) throw failed('If-None-Match')
}

/** Inclusive, as HTTP counts. undefined: all of it, also where several ranges or none that can be read are asked for. */
export function rangeOf(header: string | undefined, size: number): { start: number; end: number } | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? []
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined
  if (first !== '' && last !== '' && Number(first) > Number(last)) return undefined
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (start > end) {
    const details = { RangeRequested: header ?? '', ActualObjectSize: String(size) }
    throw new Refusal('InvalidRange', 'The requested range is not satisfiable', details)
  }
  return { start, end }
}

function names(list: string, etag: string): boolean {
  return list
    .split(',')
    .map((each) => each.trim().replace(/^W\//, '').replaceAll('"', ''))
    .some((each) => each === '*' || each === etag)
}

function failed(condition: string): Refusal {
  const message = 'At least one of the pre-conditions you specified did not hold'
  return new Refusal('PreconditionFailed', message, { Condition: condition })
}
