import type { TextQuery } from '../query/filter.ts'
import { compileFilter, type Predicate } from '../query/match.ts'
import { parseFilter } from '../query/parse.ts'
import { type Doc, isDoc, type Value } from '../values/bson.ts'
import { keyOf } from '../values/compare.ts'
import { reach } from '../values/paths.ts'
import { type Accesses, noAccesses } from './accesses.ts'
import { SortedList } from './sorted-list.ts'
import type { IndexSpec } from './spec.ts'
import { fold, type Sensitivity, termsOf } from './words.ts'

/** A word of a document, and how much it weighs there. */
interface Posting {
  term: string
  id: number
  score: number
}

interface PostingChange {
  removed: Posting[]
  added: Posting[]
}

function comparePostings(a: Posting, b: Posting): number {
  return a.term < b.term ? -1 : a.term > b.term ? 1 : a.id - b.id
}

/** The index on words: for every term, the documents that have it and how much it weighs there. */
export class TextIndex {
  readonly spec: IndexSpec
  private readonly postings: SortedList<Posting>
  private readonly wants: Predicate | undefined
  readonly accesses: Accesses

  constructor(spec: IndexSpec, from?: TextIndex) {
    this.spec = spec
    this.accesses = from?.accesses ?? noAccesses()
    this.wants = from ? from.wants : spec.partial && compileFilter(parseFilter(spec.partial))
    this.postings = from?.postings.copy() ?? new SortedList<Posting>(comparePostings)
  }

  build(documents: Iterable<[number, Doc]>): void {
    const all: Posting[] = []
    for (const [id, doc] of documents) all.push(...this.allOf(doc, id))
    this.postings.fill(all)
  }

  /** A text index refuses no document. */
  changeOf(id: number, before: Doc | undefined, after: Doc | undefined): PostingChange {
    return {
      removed: before ? this.allOf(before, id) : [],
      added: after ? this.allOf(after, id) : [],
    }
  }

  apply(_id: number, { removed, added }: PostingChange): void {
    for (const posting of removed) this.postings.remove(posting)
    for (const posting of added) this.postings.add(posting)
  }

  /** Of all words, with 16 bytes for the number and the score. */
  bytes(): number {
    let sum = 0
    for (const { term } of this.postings) sum += term.length + 16
    return sum
  }

  /** Shares its words with this one until one of them changes. */
  copy(): TextIndex {
    return new TextIndex(this.spec, this)
  }

  /** What one word is found in, of the documents that have these values before the words of a compound index. */
  *postingsOf(prefix: string, word: string): Generator<Posting> {
    const term = `${prefix}\0${word}`
    const position = this.postings.seek((other) => other.term < term)
    for (let found = this.postings.at(position); found?.term === term; found = this.postings.at(position)) {
      yield found
      this.postings.next(position)
    }
  }

  /** The name under which words are kept for these values before them. */
  prefixOf(values: Value[]): string {
    return keyOf(values)
  }

  parse(query: TextQuery): ReturnType<typeof parseSearch> {
    return parseSearch(query.search, this.spec.language)
  }

  /** Whether a document with one of the words has all of the phrases and none of the negated words. */
  accepts(query: TextQuery, doc: Doc): boolean {
    const { phrases, negated } = this.parse(query)
    if (query.caseSensitive || query.diacriticSensitive) {
      if (!this.matchesSensitively(query, doc)) return false
    } else if (negated.length > 0) {
      const present = this.scores(doc)
      if (negated.some((term) => present.has(term))) return false
    }
    return phrases.length === 0 || this.hasPhrases(phrases, query, doc)
  }

  private allOf(doc: Doc, id: number): Posting[] {
    if (this.wants && !this.wants(doc)) return []
    const prefixes = prefixesOf(doc, this.spec.prefix).map((values) => this.prefixOf(values))
    return [...this.scores(doc)].flatMap(([word, score]) =>
      prefixes.map((prefix) => ({ term: `${prefix}\0${word}`, id, score })),
    )
  }

  private hasPhrases(phrases: string[], query: TextQuery, doc: Doc): boolean {
    const texts = this.texts(doc).map(({ text }) => fold(text, query))
    return phrases.every((phrase) => texts.some((text) => text.includes(fold(phrase, query))))
  }

  /** What the index does not tell apart is looked for in the document. */
  private matchesSensitively(query: TextQuery, doc: Doc): boolean {
    const { language } = this.spec
    const { terms, negated } = parseSearch(query.search, language, query)
    const present = new Set(this.texts(doc).flatMap(({ text }) => termsOf(text, language, query)))
    return terms.some((term) => present.has(term)) && !negated.some((term) => present.has(term))
  }

  private scores(doc: Doc): Map<string, number> {
    const total = new Map<string, number>()
    for (const { text, weight } of this.texts(doc)) {
      const terms = termsOf(text, this.spec.language)
      for (const [term, frequency] of frequencies(terms)) {
        const share = (0.5 * frequency.count) / terms.length + 0.5
        const whole = fold(text.trim()) === term ? 1.1 : 1
        total.set(term, (total.get(term) ?? 0) + weight * frequency.sum * share * whole)
      }
    }
    return total
  }

  private texts(doc: Doc): { text: string; weight: number }[] {
    return [...(this.spec.text ?? [])].flatMap(([path, weight]) => {
      const values = path === '$**' ? everyString(doc) : reach(doc, path.split('.')).flat()
      return values.filter((value) => typeof value === 'string').map((text) => ({ text: text as string, weight }))
    })
  }
}

/** The values of the fields before the words; of an array each. */
function prefixesOf(doc: Doc, paths: string[]): Value[][] {
  return paths.reduce<Value[][]>(
    (all, path) => {
      const values = reach(doc, path.split('.')).flatMap((value) =>
        Array.isArray(value) ? (value as Value[]) : [value ?? null],
      )
      return all.flatMap((before) => values.map((value) => [...before, value]))
    },
    [[]],
  )
}

/** Each repetition of a term counts half of the one before. */
function frequencies(terms: string[]): Map<string, { count: number; sum: number }> {
  const found = new Map<string, { count: number; sum: number }>()
  for (const term of terms) {
    const { count, sum } = found.get(term) ?? { count: 0, sum: 0 }
    found.set(term, { count: count + 1, sum: sum + 0.5 ** count })
  }
  return found
}

function parseSearch(
  search: string,
  language: string,
  sensitivity?: Sensitivity,
): { terms: string[]; phrases: string[]; negated: string[] } {
  const phrases = [...search.matchAll(/"([^"]*)"/g)].map(([, phrase = '']) => phrase)
  const words = search.replace(/"[^"]*"/g, ' ').split(/\s+/)
  const isNegated = (word: string) => word.startsWith('-') && word.length > 1
  const plain = words.filter((word) => !isNegated(word)).join(' ')
  return {
    terms: [plain, ...phrases].flatMap((text) => termsOf(text, language, sensitivity)),
    phrases,
    negated: words.filter(isNegated).flatMap((word) => termsOf(word.slice(1), language, sensitivity)),
  }
}

function everyString(value: Value): Value[] {
  if (Array.isArray(value)) return value.flatMap(everyString)
  if (isDoc(value)) return Object.values(value).flatMap(everyString)
  return typeof value === 'string' ? [value] : []
}
