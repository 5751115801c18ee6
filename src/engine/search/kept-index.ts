import { readFileSync } from 'node:fs'
import MiniSearch, { type Options } from 'minisearch'
import type { World } from '../../world.ts'
import type { Course } from '../course/model.ts'
import { cacheFile } from '../course/open.ts'
import { stampCourse } from '../course/stamps.ts'
import { writeWhole } from '../workbook/starters.ts'
import { entriesOf, type SearchEntry, type SearchText } from './entries.ts'

type Stored = SearchText & { id: string }

export type Index = MiniSearch<Stored>

export interface OpenedIndex {
  index: Index
  /** Keeps a new index for the next search. It takes as long as the search itself, so answer first. */
  keep: () => void
}

/** In nearly every section, so they tell none from another. No words of JavaScript: `this`, `for`, `if`, `with`. */
const EVERYWHERE = new Set(
  'a an and are be been but by can has have is it its or so that the their there these they to was were which will you your'.split(
    ' ',
  ),
)

const OPTIONS: Options<Stored> = {
  fields: ['title', 'text'],
  storeFields: ['kind', 'day', 'title', 'name', 'code'] satisfies (keyof SearchEntry)[],
  processTerm: (term) => {
    const word = wordOf(term)
    return EVERYWHERE.has(word) ? null : word
  },
}

/** How a word stands in the index: in lower case, and one is as good as many (`closures`, `queries`). */
export function wordOf(text: string): string {
  const word = text.toLowerCase()
  if (word.length < 4) return word
  // Not `redis`, `status`, `class`, `js`.
  return word.replace(/ies$/, 'y').replace(/(?<![isuj])s$/, '')
}

/**
 * The index of a course, and of what is the learner's own. Reading all lessons and quizzes takes most of a second, so the
 * index of the course, one for each language, lies in the user's cache folder until one of them changes.
 */
export function openIndex(
  course: Course,
  own: readonly SearchText[],
  world: Pick<World, 'env' | 'packageRoot' | 'now'>,
): OpenedIndex {
  const stamps = stampCourse(course, world.packageRoot, world.now().getTime())
  const name = course.language === undefined ? 'search' : `search-${course.language}`
  const file = cacheFile(world, course.root, name)
  const kept = file === undefined ? undefined : readKept(file, stamps.text)
  const index: Index = kept ?? new MiniSearch(OPTIONS)
  if (!kept) index.addAll(entriesOf(course).map(withId))
  const added = own.map(withId)
  index.addAll(added)
  const keep = () => {
    if (kept || file === undefined || !stamps.settled) return
    index.removeAll(added)
    writeKept(file, stamps.text, index)
  }
  return { index, keep }
}

function withId(entry: SearchText): Stored {
  return { ...entry, id: `${entry.kind} ${entry.day}/${entry.name}` }
}

/** Two lines: the stamps, the index. Anything that does not fit is no index. */
function readKept(file: string, stamps: string): Index | undefined {
  try {
    const text = readFileSync(file, 'utf8')
    const end = text.indexOf('\n')
    return JSON.parse(text.slice(0, end)) === stamps ? MiniSearch.loadJSON(text.slice(end + 1), OPTIONS) : undefined
  } catch {
    return undefined
  }
}

/** A cache that fails is no loss. */
function writeKept(file: string, stamps: string, index: Index): void {
  try {
    writeWhole(file, `${JSON.stringify(stamps)}\n${JSON.stringify(index)}`)
  } catch {
    // The next search reads the course again.
  }
}
