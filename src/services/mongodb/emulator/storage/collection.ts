import { UUID } from 'bson'
import { BtreeIndex, type KeyChange } from '../index/btree.ts'
import { type IndexSpec, isSameIndex, parseIndexSpec } from '../index/spec.ts'
import { TextIndex } from '../index/text.ts'
import type { Doc } from '../values/bson.ts'
import { type Collation, parseCollation } from '../values/collation.ts'
import { Documents } from './documents.ts'

export type Index = BtreeIndex | TextIndex

/** What is to happen to one document and to its keys, checked and not yet done. */
export interface Replacement {
  id: number
  doc: Doc | undefined
  /** The indexes whose keys change. */
  keys: { index: BtreeIndex; change: KeyChange }[]
  words: (() => void)[]
}

/** The documents of one collection by number, and its indexes, which always agree with them. Documents are never changed. */
export class Collection {
  readonly database: string
  readonly name: string
  readonly uuid: UUID
  /** Of `create`: validator, capped, size … */
  options: Doc
  readonly documents: Documents
  indexes: Index[]
  private readonly numbers: { next: number }

  constructor(database: string, name: string, options: Doc = {}, from?: Collection) {
    this.database = database
    this.name = name
    this.options = options
    this.uuid = from?.uuid ?? new UUID()
    this.documents = from?.documents.copy() ?? new Documents()
    this.numbers = from?.numbers ?? { next: 1 }
    this.indexes = from?.indexes.map((index) => index.copy()) ?? [new BtreeIndex(idIndex(this.collation))]
  }

  /** What commands compare by when they do not say it, and indexes. */
  get collation(): Collation | undefined {
    const given = this.options['collation']
    return given === undefined ? undefined : parseCollation(given)
  }

  get namespace(): string {
    return `${this.database}.${this.name}`
  }

  /** What a transaction writes to until it commits. Numbers are shared, so that both never give out the same one. */
  fork(): Collection {
    return new Collection(this.database, this.name, this.options, this)
  }

  newNumber(): number {
    return this.numbers.next++
  }

  /** Adds, replaces, or with undefined removes a document. @throws ServerError 11000, and then nothing has changed */
  put(id: number, doc: Doc | undefined): void {
    this.apply(this.prepare(id, doc))
  }

  /** @throws ServerError 11000, 171 */
  prepare(id: number, doc: Doc | undefined): Replacement {
    const before = this.documents.get(id)
    const result: Replacement = { id, doc, keys: [], words: [] }
    for (const index of this.indexes) {
      if (index instanceof TextIndex) {
        const change = index.changeOf(id, before, doc)
        result.words.push(() => index.apply(id, change))
      } else {
        const change = index.changeOf(before, doc)
        if (!change) continue
        index.check(id, change, this.namespace)
        result.keys.push({ index, change })
      }
    }
    return result
  }

  apply({ id, doc, keys, words }: Replacement): void {
    for (const { index, change } of keys) index.apply(id, change)
    for (const change of words) change()
    if (doc) this.documents.set(id, doc)
    else this.documents.delete(id)
  }

  /** @returns false when it is there already. @throws ServerError 85, 86 and, for documents that break it, 11000 */
  createIndex(spec: IndexSpec): boolean {
    if (this.hasIndex(spec)) return false
    const index = spec.text ? new TextIndex(spec) : new BtreeIndex(spec)
    index.build(this.documents, this.namespace)
    this.indexes = [...this.indexes, index]
    return true
  }

  /** @throws ServerError 85, 86 for an index that cannot be beside those that are there */
  hasIndex(spec: IndexSpec): boolean {
    return this.indexes.some((existing) => isSameIndex(existing.spec, spec))
  }

  get btrees(): BtreeIndex[] {
    return this.indexes.filter((index) => index instanceof BtreeIndex)
  }

  get idIndex(): BtreeIndex {
    return this.indexes[0] as BtreeIndex
  }
}

function idIndex(collation: Collation | undefined): IndexSpec {
  const spec = { key: { _id: 1 }, name: '_id_', ...(collation && { collation: collation.spec }) }
  return { ...parseIndexSpec(spec), unique: true }
}
