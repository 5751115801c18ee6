import { badValue, ServerError } from '../errors.ts'
import { type Doc, isDoc } from '../values/bson.ts'
import { Collection } from './collection.ts'
import { Oplog } from './oplog.ts'
import { type Transaction, writeConflict } from './transaction.ts'

/** All databases of the server, and the log of what happened to them. */
export class Catalog {
  readonly oplog = new Oplog()
  readonly transactions = new Set<Transaction>()
  private readonly databases = new Map<string, Map<string, Collection>>()

  databaseNames(): string[] {
    return [...this.databases].filter(([, collections]) => collections.size > 0).map(([name]) => name)
  }

  /** The collections of a database, as a transaction sees them when one is given. */
  collections(database: string): Collection[] {
    return [...(this.databases.get(database)?.values() ?? [])]
  }

  /** Undefined when there is none: reading that finds nothing. */
  collection(database: string, name: string, transaction?: Transaction): Collection | undefined {
    const base = this.databases.get(database)?.get(name)
    const namespace = `${database}.${name}`
    if (!transaction) return base
    const fork = transaction.forks.get(namespace)
    if (fork) return fork.collection
    return base && transaction.fork(namespace, base)
  }

  /** The collection to write to, made when it is not there. */
  collectionToWrite(database: string, name: string, transaction?: Transaction): Collection {
    const found = this.collection(database, name, transaction)
    if (found) return found
    if (!transaction) return this.create(database, name, {})
    checkName(database, name)
    const collection = new Collection(database, name)
    transaction.addNew(collection.namespace, collection)
    return collection
  }

  create(database: string, name: string, options: Doc): Collection {
    checkName(database, name)
    const collections = this.databases.get(database) ?? new Map<string, Collection>()
    if (collections.has(name)) throw new ServerError(48, `Collection ${database}.${name} already exists.`)
    const collection = new Collection(database, name, options)
    this.databases.set(database, collections.set(name, collection))
    return collection
  }

  drop(database: string, name: string): Collection | undefined {
    const collection = this.databases.get(database)?.get(name)
    if (!collection) return undefined
    this.beforeWrite(collection)
    this.databases.get(database)?.delete(name)
    this.oplog.add({ database, collection: name, event: { operationType: 'drop', ns: { db: database, coll: name } } })
    return collection
  }

  dropDatabase(database: string): boolean {
    const there = this.databases.has(database)
    for (const { name } of this.collections(database)) this.drop(database, name)
    this.databases.delete(database)
    if (there) this.oplog.add({ database, event: { operationType: 'dropDatabase', ns: { db: database } } })
    return there
  }

  rename(from: [string, string], to: [string, string], dropTarget: boolean): void {
    const source = this.collection(...from)
    if (!source) throw new ServerError(26, `Source collection ${from.join('.')} does not exist`)
    if (this.collection(...to)) {
      if (!dropTarget) throw new ServerError(48, 'target namespace exists')
      this.drop(...to)
    }
    checkName(...to)
    const renamed = new Collection(to[0], to[1], source.options, source)
    this.databases.get(from[0])?.delete(from[1])
    const collections = this.databases.get(to[0]) ?? new Map<string, Collection>()
    this.databases.set(to[0], collections.set(to[1], renamed))
    const event = { operationType: 'rename', ns: { db: from[0], coll: from[1] }, to: { db: to[0], coll: to[1] } }
    this.oplog.add({ database: from[0], collection: from[1], event })
  }

  /** Open transactions keep what they see: whoever is about to change a collection forks it for them first. */
  beforeWrite(collection: Collection): void {
    for (const transaction of this.transactions) transaction.fork(collection.namespace, collection)
  }

  /** @throws ServerError 112 when what it wrote no longer fits; then nothing of it stays */
  commit(transaction: Transaction): void {
    this.transactions.delete(transaction)
    const undo: [Collection, number, Doc | undefined][] = []
    try {
      for (const fork of transaction.forks.values()) {
        if (fork.written.size === 0) continue
        const { database, name } = fork.collection
        const base = fork.base ?? this.collection(database, name) ?? this.create(database, name, {})
        this.beforeWrite(base)
        for (const id of fork.written.keys()) {
          undo.push([base, id, base.documents.get(id)])
          base.put(id, fork.collection.documents.get(id))
        }
      }
    } catch (error) {
      for (const [base, id, doc] of undo.reverse()) base.put(id, doc)
      this.end(transaction, 'aborted')
      throw error instanceof ServerError && error.code === 11000 ? writeConflict() : error
    }
    for (const change of transaction.changes) this.oplog.add(change)
    this.end(transaction, 'committed')
  }

  abort(transaction: Transaction): void {
    this.transactions.delete(transaction)
    this.end(transaction, 'aborted')
  }

  private end(transaction: Transaction, state: 'committed' | 'aborted'): void {
    transaction.state = state
    transaction.release()
    transaction.forks.clear()
  }
}

function checkName(database: string, name: string): void {
  if (name === '' || name.includes('$') || name.includes('\0') || name.startsWith('.') || name.endsWith('.')) {
    throw new ServerError(73, `Invalid namespace specified '${database}.${name}'`)
  }
  if (/[/\\. "$\0]/.test(database) || database === '') throw new ServerError(73, `Invalid database name: '${database}'`)
  if (Buffer.byteLength(`${database}.${name}`) > 255)
    throw badValue(`Fully qualified namespace is too long: ${database}.${name}`)
}

export function validatorOf({ options }: Collection): Doc | undefined {
  const validator = options['validator']
  return isDoc(validator) && Object.keys(validator).length > 0 ? validator : undefined
}
