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
    return transaction ? transaction.use(`${database}.${name}`, base) : base
  }

  /** The collection to write to, made when it is not there. */
  collectionToWrite(database: string, name: string, transaction?: Transaction): Collection {
    return this.collection(database, name, transaction) ?? this.create(database, name, {}, transaction)
  }

  /** In a transaction nobody else sees it until the commit. @throws ServerError 48 when it is there already */
  create(database: string, name: string, options: Doc, transaction?: Transaction): Collection {
    checkName(database, name)
    if (this.collection(database, name, transaction))
      throw new ServerError(48, `Collection ${database}.${name} already exists.`)
    const collection = new Collection(database, name, options)
    if (transaction) transaction.addNew(collection)
    else {
      this.add(collection)
      this.note(collection, 'create', { idIndex: { v: 2, key: { _id: 1 }, name: '_id_' }, ...options })
    }
    return collection
  }

  /** Tells streams that ask for `showExpandedEvents` of a change of the collection itself (docs: "Change Events"). */
  note({ database, name, uuid }: Collection, operationType: string, operationDescription: Doc, more: Doc = {}): void {
    const event = { operationType, ns: { db: database, coll: name }, operationDescription, ...more }
    this.oplog.add({ database, collection: name, collectionId: uuid, event, expanded: true })
  }

  private add(collection: Collection): void {
    const { database, name, namespace } = collection
    const collections = this.databases.get(database) ?? new Map<string, Collection>()
    for (const transaction of this.transactions) transaction.hide(namespace)
    this.databases.set(database, collections.set(name, collection))
  }

  /** Waits until no open transaction works on the collection: what changes its shape has to (docs: "Production Considerations"). */
  async untilUnused(collection: Collection): Promise<void> {
    const user = () => [...this.transactions].find((transaction) => transaction.uses(collection))
    for (let found = user(); found; found = user()) await found.ended()
  }

  drop(database: string, name: string): Collection | undefined {
    const collection = this.databases.get(database)?.get(name)
    if (!collection) return undefined
    this.beforeWrite(collection)
    this.databases.get(database)?.delete(name)
    const event = { operationType: 'drop', ns: { db: database, coll: name } }
    this.oplog.add({ database, collection: name, collectionId: collection.uuid, event })
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
    const [ns, target] = [from, to].map(([db, coll]) => ({ db, coll }))
    const event = { operationType: 'rename', ns, to: target, operationDescription: { to: target } }
    this.oplog.add({ database: from[0], collection: from[1], collectionId: renamed.uuid, event })
  }

  /** Open transactions keep what they see: whoever is about to change a collection keeps it for them first. */
  beforeWrite(collection: Collection): void {
    for (const transaction of this.transactions) transaction.keep(collection.namespace, collection)
  }

  /** @throws ServerError 112 when somebody else has made a collection that it made; then nothing of it stays */
  commit(transaction: Transaction): void {
    this.transactions.delete(transaction)
    const forks = [...transaction.forks.values()]
    const isTaken = ({ base, collection }: (typeof forks)[number]) =>
      !base && this.collection(collection.database, collection.name)
    if (forks.some(isTaken)) {
      this.end(transaction, 'aborted')
      throw writeConflict()
    }
    for (const { base, collection, written } of forks) {
      if (!base) this.add(collection)
      else if (written.size > 0) this.write(base, collection, [...written.keys()])
    }
    for (const change of transaction.changes) this.oplog.add(change)
    this.end(transaction, 'committed')
  }

  /** All of them are taken out before one is put in: two may have exchanged a unique key. */
  private write(base: Collection, { documents }: Collection, ids: number[]): void {
    this.beforeWrite(base)
    for (const id of ids) base.put(id, undefined)
    for (const id of ids) base.put(id, documents.get(id))
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
