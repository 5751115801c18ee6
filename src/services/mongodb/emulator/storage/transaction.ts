import { ServerError } from '../errors.ts'
import type { Doc } from '../values/bson.ts'
import type { Collection } from './collection.ts'
import type { Change } from './oplog.ts'

type NewChange = Omit<Change, 'sequence' | 'time' | 'wallTime'>

/** A collection as one transaction sees it. */
interface Fork {
  collection: Collection
  /** The collection of everybody else; undefined when the transaction made it. */
  base: Collection | undefined
  /** Documents by number as they were before this transaction wrote them. */
  written: Map<number, Doc | undefined>
}

/** One transaction: a snapshot that begins with its first command, and its writes, seen by itself only. */
export class Transaction {
  readonly id: Doc
  readonly number: number
  readonly changes: NewChange[] = []
  readonly forks = new Map<string, Fork>()
  state: 'open' | 'committed' | 'aborted' = 'open'
  readonly startedAt = Date.now()

  constructor(id: Doc, number: number) {
    this.id = id
    this.number = number
  }

  /** The collection to work on, forked when the transaction first touches it or somebody else is about to change it. */
  fork(namespace: string, base: Collection): Collection {
    const known = this.forks.get(namespace)
    if (known) return known.collection
    const collection = base.fork()
    this.forks.set(namespace, { collection, base, written: new Map() })
    return collection
  }

  addNew(namespace: string, collection: Collection): void {
    this.forks.set(namespace, { collection, base: undefined, written: new Map() })
  }

  /** @throws ServerError 112 when another transaction holds the document, or changed it since the snapshot */
  put(namespace: string, id: number, doc: Doc | undefined): void {
    const fork = this.forks.get(namespace)
    if (!fork) return
    const { collection, base, written } = fork
    const present = collection.documents.get(id)
    if (base && !written.has(id)) {
      const holder = holders.get(base)?.get(id)
      if ((holder && holder !== this) || base.documents.get(id) !== present) throw writeConflict()
    }
    collection.put(id, doc)
    if (written.has(id)) return
    written.set(id, present)
    if (base) hold(base, id, this)
  }

  release(): void {
    for (const { base, written } of this.forks.values()) {
      for (const id of base ? written.keys() : []) if (base) holders.get(base)?.delete(id)
    }
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

/** Which open transaction has written which document of a collection. */
const holders = new WeakMap<Collection, Map<number, Transaction>>()

function hold(collection: Collection, id: number, transaction: Transaction): void {
  const held = holders.get(collection) ?? new Map<number, Transaction>()
  holders.set(collection, held.set(id, transaction))
}

/** The open transaction that has written this document and that others have to wait for. */
export function holderOf(collection: Collection, id: number): Transaction | undefined {
  return holders.get(collection)?.get(id)
}

export function writeConflict(): ServerError {
  return new ServerError(
    112,
    'Caused by :: Write conflict during plan execution and yielding is disabled. :: Please retry your operation or multi-document transaction.',
    { errorLabels: ['TransientTransactionError'] },
  )
}
