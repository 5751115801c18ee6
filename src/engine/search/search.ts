import type { SearchResult as MiniResult, SearchOptions } from 'minisearch'
import { nearest } from '../course/nearest.ts'
import type { SearchEntry } from './entries.ts'
import { type Index, wordOf } from './kept-index.ts'

export interface Found extends SearchEntry {
  score: number
  /** Whether a word of the entry is one for which it was found. */
  isFound: (word: string) => boolean
}

export interface SearchResult {
  /** The best first. */
  found: Found[]
  /** Whether each of them has all the words, or only some. */
  has: 'all' | 'some'
  /** When nothing was found: words of the course that are spelled like those of the query. */
  near: string[]
}

/** What a learner looks for has a name of its own more often than it is said in passing. */
const WEIGHT: Record<SearchEntry['kind'], number> = {
  day: 1.2,
  topic: 1.5,
  section: 1,
  exercise: 1,
  question: 0.6,
  note: 1.5,
}

const OPTIONS: SearchOptions = {
  boost: { title: 3 },
  boostDocument: (_id, _term, stored) => WEIGHT[(stored as unknown as SearchEntry).kind],
  prefix: (word) => word.length > 2,
}

/** Two neighbours that change places count as two slips. */
const FORGIVING: SearchOptions = { ...OPTIONS, fuzzy: ({ length }) => (length < 4 ? false : length === 4 ? 1 : 2) }

/**
 * Looks for entries with all the words. Where there is none, slips of the finger are forgiven; where there still is none,
 * some of the words are enough.
 */
export function searchIndex(index: Index, query: string): SearchResult {
  for (const [options, has] of [
    [{ ...OPTIONS, combineWith: 'AND' }, 'all'],
    [{ ...FORGIVING, combineWith: 'AND' }, 'all'],
    [{ ...FORGIVING, combineWith: 'OR' }, 'some'],
  ] as const) {
    const hits = index.search(query, options)
    if (hits.length > 0) return { found: withoutRepeats(hits.map(foundOf)), has, near: [] }
  }
  return { found: [], has: 'all', near: nearWords(index, query) }
}

function foundOf({ kind, day, title, name, code, score, terms }: MiniResult): Found {
  const words = new Set(terms)
  return {
    ...{ kind, day, title, name, score },
    isFound: (word) => words.has(wordOf(word)),
    ...(code !== undefined && { code }),
  }
}

/** A day is of use where nothing in it was found that is nearer. */
function withoutRepeats(found: Found[]): Found[] {
  return found.filter(({ kind, day }, at) => kind !== 'day' || !found.slice(0, at).some((other) => other.day === day))
}

function nearWords(index: Index, query: string): string[] {
  const known = index.toJSON().index.map(([word]) => word)
  const words = query.toLowerCase().split(/[\s\p{P}]+/u)
  return [...new Set(words.flatMap((word) => (word.length > 2 ? nearest(word, known) : [])))].slice(0, 5)
}
