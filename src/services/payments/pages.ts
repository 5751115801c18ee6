import { invalid } from './api-error.ts'
import type { Params } from './form.ts'

export interface Page<T> {
  object: 'list'
  url: string
  has_more: boolean
  data: T[]
}

const USUAL = 10
const LARGEST = 100

/** A page of what is there, the newest first: `limit`, `starting_after`, `ending_before`, `created`. */
export function pageOf<T extends { id: string; created: number }>(
  url: string,
  oldestFirst: Iterable<T>,
  params: Params,
): Page<T> {
  const all = [...oldestFirst].reverse().filter((each) => wasCreated(each.created, params['created']))
  const limit = readLimit(params['limit'])
  const { starting_after: after, ending_before: before } = params
  if (after !== undefined && before !== undefined) {
    throw invalid('You may only specify one of these parameters: starting_after, ending_before.')
  }
  if (before !== undefined) {
    const end = placeOf(all, before, 'ending_before')
    const start = Math.max(0, end - limit)
    return { object: 'list', url, has_more: start > 0, data: all.slice(start, end) }
  }
  const start = after === undefined ? 0 : placeOf(all, after, 'starting_after') + 1
  return { object: 'list', url, has_more: start + limit < all.length, data: all.slice(start, start + limit) }
}

function readLimit(limit: Params[string] | undefined): number {
  if (limit === undefined) return USUAL
  const number = Number(limit)
  if (Number.isInteger(number) && number >= 1 && number <= LARGEST) return number
  throw invalid(`Invalid limit: it must be between 1 and ${LARGEST}.`, 'parameter_invalid_integer', 'limit')
}

function placeOf(all: { id: string }[], id: Params[string], param: string): number {
  const place = all.findIndex((each) => each.id === id)
  if (place === -1) throw invalid(`No such object: '${String(id)}'`, 'resource_missing', param)
  return place
}

function wasCreated(created: number, wanted: Params[string] | undefined): boolean {
  if (wanted === undefined) return true
  if (typeof wanted === 'string') return created === Number(wanted)
  const holds: Record<string, (limit: number) => boolean> = {
    gt: (limit) => created > limit,
    gte: (limit) => created >= limit,
    lt: (limit) => created < limit,
    lte: (limit) => created <= limit,
  }
  return Object.entries(wanted).every(([word, limit]) => {
    const test = holds[word]
    if (!test) throw invalid(`Received unknown parameter: created[${word}]`, 'parameter_unknown', `created[${word}]`)
    return test(Number(limit))
  })
}
