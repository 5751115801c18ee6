import type { TextIndex } from '../index/text.ts'
import type { TextQuery } from '../query/filter.ts'
import type { Collection } from '../storage/collection.ts'
import type { Doc } from '../values/bson.ts'
import type { Condition } from './scan.ts'
import { type Row, Stage, type Turn } from './stage.ts'

/** The documents that have one word, from a text index. */
export class TextScan extends Stage {
  readonly name = 'IXSCAN'
  private readonly index: TextIndex
  private readonly postings: Iterator<{ id: number; score: number }>
  private keys = 0

  constructor(index: TextIndex, prefix: string, term: string) {
    super()
    this.index = index
    this.postings = index.postingsOf(prefix, term)
  }

  protected turn(): Turn {
    const next = this.postings.next()
    if (next.done) return 'eof'
    this.keys++
    const { id, score } = next.value
    this.row = { id, score }
    return 'advanced'
  }

  override details(): Doc {
    const { spec } = this.index
    return {
      keyPattern: spec.listed['key'],
      indexName: spec.name,
      isMultiKey: true,
      isUnique: false,
      isSparse: false,
      isPartial: spec.partial !== undefined,
      indexVersion: 2,
      direction: 'backward',
      indexBounds: {},
    }
  }

  override counters(): Doc {
    return { keysExamined: this.keys, seeks: 1, dupsTested: 0, dupsDropped: 0 }
  }

  override keysExamined(): number {
    return this.keys
  }

  override noteUse(): void {
    this.index.accesses.ops++
  }

  override indexName(): string {
    return this.index.spec.name
  }
}

/** Adds up what the words of a search weigh in each document. */
export class TextOr extends Stage {
  readonly name = 'TEXT_OR'
  private readonly collection: Collection
  private readonly condition: Condition | undefined
  private readonly scores = new Map<number, number>()
  private found: Iterator<[number, number]> | undefined
  private fetched = 0

  constructor(inputs: Stage[], collection: Collection, condition?: Condition) {
    super(inputs)
    this.collection = collection
    this.condition = condition
  }

  protected turn(): Turn {
    const input = this.inputs.find(({ ended }) => !ended)
    if (input) {
      const turn = input.work()
      if (turn === 'advanced' && input.row)
        this.scores.set(input.row.id, (this.scores.get(input.row.id) ?? 0) + input.row.score)
      return 'needTime'
    }
    this.found ??= this.scores.entries()
    const next = this.found.next()
    return next.done ? 'eof' : this.give(...next.value)
  }

  private give(id: number, score: number): Turn {
    const doc = this.collection.documents.get(id)
    this.fetched++
    if (!doc || (this.condition && !this.condition.test(doc))) return 'needTime'
    this.row = { id, doc, score }
    return 'advanced'
  }

  override details(): Doc {
    return this.condition ? { filter: this.condition.parsed } : {}
  }

  override counters(): Doc {
    return { docsExamined: this.fetched }
  }

  override docsExamined(): number {
    return super.docsExamined() + this.fetched
  }
}

/** Tests what an index on words cannot tell: phrases, words that must not be there, case and accents. */
export class TextMatch extends Stage {
  readonly name = 'TEXT_MATCH'
  private readonly index: TextIndex
  private readonly query: TextQuery
  private readonly prefix: Doc
  private rejected = 0

  constructor(input: Stage, index: TextIndex, query: TextQuery, prefix: Doc) {
    super([input])
    this.index = index
    this.query = query
    this.prefix = prefix
  }

  protected turn(): Turn {
    const turn = this.pull()
    if (turn !== 'advanced' || !this.row) return turn
    if (this.accepts(this.row)) return 'advanced'
    this.rejected++
    return 'needTime'
  }

  private accepts({ doc }: Row): boolean {
    return doc !== undefined && this.index.accepts(this.query, doc)
  }

  override details(): Doc {
    const { terms, phrases, negated } = this.index.parse(this.query)
    return {
      indexPrefix: this.prefix,
      indexName: this.index.spec.name,
      parsedTextQuery: {
        terms: [...new Set(terms)].sort(),
        negatedTerms: negated,
        phrases,
        negatedPhrases: [],
      },
      textIndexVersion: 3,
    }
  }

  override counters(): Doc {
    return { docsRejected: this.rejected }
  }
}
