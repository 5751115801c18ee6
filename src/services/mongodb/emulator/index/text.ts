import type { TextQuery } from '../query/filter.ts'
import { type Doc, isDoc, type Value } from '../values/bson.ts'
import { reach } from '../values/paths.ts'
import type { IndexSpec } from './spec.ts'
import { fold, type Sensitivity, termsOf } from './words.ts'

/** The index on words: for every term, the documents that have it and how much it weighs there. */
export class TextIndex {
  readonly spec: IndexSpec
  private readonly postings: Map<string, Map<number, number>>

  constructor(spec: IndexSpec, from?: TextIndex) {
    this.spec = spec
    this.postings = new Map(from && [...from.postings].map(([term, documents]) => [term, new Map(documents)]))
  }

  /** A text index refuses no document. */
  check(): void {}

  build(documents: Iterable<[number, Doc]>): void {
    for (const [id, doc] of documents) this.add(doc, id)
  }

  add(doc: Doc, id: number): void {
    for (const [term, score] of this.scores(doc)) {
      const documents = this.postings.get(term) ?? new Map<number, number>()
      documents.set(id, score)
      this.postings.set(term, documents)
    }
  }

  remove(doc: Doc, id: number): void {
    for (const term of this.scores(doc).keys()) this.postings.get(term)?.delete(id)
  }

  copy(): TextIndex {
    return new TextIndex(this.spec, this)
  }

  /** The documents with any of the terms, all of the phrases and none of the negated words; with their scores. */
  search(
    query: TextQuery,
    docOf: (id: number) => Doc | undefined,
  ): { found: Map<number, number>; keysExamined: number } {
    const { terms, phrases, negated } = parseSearch(query.search, this.spec.language)
    const found = new Map<number, number>()
    let keysExamined = 0
    for (const term of new Set(terms)) {
      for (const [id, score] of this.postings.get(term) ?? []) {
        keysExamined++
        found.set(id, (found.get(id) ?? 0) + score)
      }
    }
    for (const id of found.keys()) {
      const isExcluded = negated.some((term) => this.postings.get(term)?.has(id))
      const isSensitive = query.caseSensitive || query.diacriticSensitive
      if (isSensitive ? !this.matchesSensitively(query, docOf(id) ?? {}) : isExcluded) found.delete(id)
      else if (phrases.length > 0 && !this.hasPhrases(phrases, query, docOf(id) ?? {})) found.delete(id)
    }
    return { found, keysExamined }
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
