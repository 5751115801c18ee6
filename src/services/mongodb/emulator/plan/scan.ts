import type { Predicate } from '../query/match.ts'
import type { Collection } from '../storage/collection.ts'
import type { Doc, Value } from '../values/bson.ts'
import { compareValues } from '../values/compare.ts'
import { Stage, type Turn } from './stage.ts'

/** A condition, and how explain writes it. */
export interface Condition {
  test: Predicate
  parsed: Doc
}

/** Looks at every document of the collection. */
export class CollectionScan extends Stage {
  readonly name = 'COLLSCAN'
  private readonly documents: Iterator<[number, Doc]>
  private readonly condition: Condition | undefined
  private readonly backward: boolean
  private examined = 0

  constructor(collection: Collection | undefined, condition: Condition | undefined, backward = false) {
    super()
    const documents = collection?.documents.entries() ?? [].values()
    this.documents = backward ? [...documents].reverse().values() : documents
    this.condition = condition
    this.backward = backward
  }

  protected turn(): Turn {
    const next = this.documents.next()
    if (next.done) return 'eof'
    this.examined++
    const [id, doc] = next.value
    if (this.condition && !this.condition.test(doc)) return 'needTime'
    this.row = { id, doc, score: 0 }
    return 'advanced'
  }

  override details(): Doc {
    return {
      ...(this.condition && { filter: this.condition.parsed }),
      direction: this.backward ? 'backward' : 'forward',
    }
  }

  override counters(): Doc {
    return { docsExamined: this.examined }
  }

  override docsExamined(): number {
    return this.examined
  }
}

/** Goes straight to the one document with an id. */
export class IdLookup extends Stage {
  readonly name = 'IDHACK'
  private readonly collection: Collection
  private readonly id: Value
  private examined = 0

  constructor(collection: Collection, id: Value) {
    super()
    this.collection = collection
    this.id = id
  }

  protected turn(): Turn {
    if (this.advanced > 0) return 'eof'
    const { entries } = this.collection.idIndex
    const entry = entries.at(entries.seek(({ key }) => compareValues(key[0], this.id) < 0))
    if (!entry || compareValues(entry.key[0], this.id) !== 0) return 'eof'
    this.examined = 1
    const doc = this.collection.documents.get(entry.id)
    this.row = { id: entry.id, score: 0, ...(doc && { doc }) }
    return 'advanced'
  }

  override counters(): Doc {
    return { keysExamined: this.examined, docsExamined: this.examined }
  }

  override noteUse(): void {
    this.collection.idIndex.accesses.ops++
  }

  override indexName(): string {
    return '_id_'
  }

  override keysExamined(): number {
    return this.examined
  }

  override docsExamined(): number {
    return this.examined
  }
}

/** Gives nothing: the collection is not there, or the filter cannot hold. */
export class Nothing extends Stage {
  readonly name = 'EOF'

  protected turn(): Turn {
    return 'eof'
  }
}
