import { UUID } from 'bson'
import { BtreeIndex } from '../index/btree.ts'
import { type IndexSpec, isSameIndex, parseIndexSpec } from '../index/spec.ts'
import { TextIndex } from '../index/text.ts'
import type { Doc } from '../values/bson.ts'

export type Index = BtreeIndex | TextIndex

/** The documents of one collection by number, and its indexes, which always agree with them. Documents are never changed. */
export class Collection {
  readonly database: string
  readonly name: string
  readonly uuid: UUID
  /** Of `create`: validator, capped, size … */
  options: Doc
  readonly documents: Map<number, Doc>
  indexes: Index[]
  private readonly numbers: { next: number }

  constructor(database: string, name: string, options: Doc = {}, from?: Collection) {
    this.database = database
    this.name = name
    this.options = options
    this.uuid = from?.uuid ?? new UUID()
    this.documents = new Map(from?.documents)
    this.numbers = from?.numbers ?? { next: 1 }
    this.indexes = from?.indexes.map((index) => index.copy()) ?? [new BtreeIndex(idIndex())]
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
    const before = this.documents.get(id)
    if (doc) for (const index of this.indexes) index.check(doc, id, this.namespace)
    for (const index of this.indexes) {
      if (before) index.remove(before, id)
      if (doc) index.add(doc, id)
    }
    if (doc) this.documents.set(id, doc)
    else this.documents.delete(id)
  }

  /** @returns false when it is there already. @throws ServerError 85, 86 and, for documents that break it, 11000 */
  createIndex(spec: IndexSpec): boolean {
    if (this.indexes.some((existing) => isSameIndex(existing.spec, spec))) return false
    const index = spec.text ? new TextIndex(spec) : new BtreeIndex(spec)
    index.build(this.documents, this.namespace)
    this.indexes = [...this.indexes, index]
    return true
  }

  get btrees(): BtreeIndex[] {
    return this.indexes.filter((index) => index instanceof BtreeIndex)
  }

  get idIndex(): BtreeIndex {
    return this.btrees[0] as BtreeIndex
  }
}

function idIndex(): IndexSpec {
  return { ...parseIndexSpec({ key: { _id: 1 }, name: '_id_' }), unique: true }
}
