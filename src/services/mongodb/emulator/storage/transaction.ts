import { ServerError } from '../errors.ts'
import type { Doc } from '../values/bson.ts'
import type { Collection, Replacement } from './collection.ts'
import { type Holder, holdDocument, holderOfDocument, holderOfKeys, holdKeys, release } from './holds.ts'
import type { NewChange } from './oplog.ts'

/** A collection as one transaction sees it. */
interface Fork {
  collection: Collection
  /** The collection of everybody else; undefined when the transaction made it. */
  base: Collection | undefined
  /** Documents by number as they were before this transaction wrote them. */
  written: Map<number, Doc | undefined>
  /** False for what was only kept because somebody else changed it: nobody has to wait for that. */
  used: boolean
}

/** One transaction: a snapshot that begins with its first command, and its writes, seen by itself only. */
export class Transaction implements Holder {
  readonly id: Doc
  readonly number: number
  readonly changes: NewChange[] = []
  readonly forks = new Map<string, Fork>()
  /** Collections that others have made since the snapshot. */
  private readonly unseen = new Set<string>()
  state: 'open' | 'committed' | 'aborted' = 'open'
  readonly startedAt = Date.now()

  constructor(id: Doc, number: number) {
    this.id = id
    this.number = number
  }

  /** The collection to work on, as it was when the transaction began. */
  use(namespace: string, base: Collection | undefined): Collection | undefined {
    const known = this.forks.get(namespace)
    if (!known && (!base || this.unseen.has(namespace))) return undefined
    if (base) this.keep(namespace, base)
    const fork = this.forks.get(namespace)
    if (fork) fork.used = true
    return fork?.collection
  }

  /** Keeps what a collection is now, because somebody is about to change it. */
  keep(namespace: string, base: Collection): void {
    if (this.forks.has(namespace) || this.unseen.has(namespace)) return
    this.forks.set(namespace, { collection: base.fork(), base, written: new Map(), used: false })
  }

  hide(namespace: string): void {
    if (!this.forks.has(namespace)) this.unseen.add(namespace)
  }

  /** @throws ServerError 112 when somebody else has made it since the snapshot */
  addNew(collection: Collection): void {
    const { namespace, database, name } = collection
    if (this.unseen.has(namespace)) throw writeConflict()
    this.forks.set(namespace, { collection, base: undefined, written: new Map(), used: true })
    const operationDescription = { idIndex: { v: 2, key: { _id: 1 }, name: '_id_' }, ...collection.options }
    const event = { operationType: 'create', ns: { db: database, coll: name }, operationDescription }
    this.changes.push({ database, collection: name, collectionId: collection.uuid, event, expanded: true })
  }

  /** Whether the collection is its own work, which nobody else sees yet. */
  made(namespace: string): boolean {
    const fork = this.forks.get(namespace)
    return fork !== undefined && fork.base === undefined
  }

  uses(collection: Collection): boolean {
    return [...this.forks.values()].some(({ base, used }) => used && base === collection)
  }

  /** @throws ServerError 11000; 112 when another transaction holds the document or a key, or changed it since the snapshot */
  put(namespace: string, id: number, doc: Doc | undefined): void {
    const fork = this.forks.get(namespace)
    if (!fork) return
    const { collection, base, written } = fork
    const present = collection.documents.get(id)
    const replacement = collection.prepare(id, doc)
    if (base) this.take(base, fork, replacement, present)
    collection.apply(replacement)
    if (!written.has(id)) written.set(id, present)
  }

  private take(base: Collection, { written }: Fork, { id, keys }: Replacement, present: Doc | undefined): void {
    const holders = keys.map(({ index, change }) => holderOfKeys(base, index, change))
    holders.push(holderOfDocument(base, id))
    if (holders.some((holder) => holder && holder !== this)) throw writeConflict()
    if (!written.has(id) && base.documents.get(id) !== present) throw writeConflict()
    for (const { index, change } of keys) {
      const now = base.btrees.find(({ spec }) => spec.name === index.spec.name)
      if (!now?.refusesDuplicates) continue
      // The snapshot has no other document with the key: one that is there came after it.
      for (const key of change.added)
        for (const other of now.holdersOf(key)) if (other !== id && !written.has(other)) throw writeConflict()
    }
    holdDocument(base, id, this)
    for (const { index, change } of keys) holdKeys(base, index, change, this)
  }

  release(): void {
    for (const { base } of this.forks.values()) if (base) release(base, this)
    for (const wake of this.waiting.splice(0)) wake()
  }

  private readonly waiting: (() => void)[] = []

  /** Settles when the transaction has committed or aborted. */
  ended(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve)
    })
  }
}

export function writeConflict(): ServerError {
  return new ServerError(
    112,
    'Caused by :: Write conflict during plan execution and yielding is disabled. :: Please retry your operation or multi-document transaction.',
    { errorLabels: ['TransientTransactionError'] },
  )
}
