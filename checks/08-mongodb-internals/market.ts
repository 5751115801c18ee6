import { serviceUrl } from 'backend-workbook/check'
import { calculateObjectSize } from 'bson'
import { type CommandStartedEvent, type Db, type Document, MongoClient } from 'mongodb'
import { prepare } from '../../exercises/08-mongodb-internals/model-the-orders.ts'

const READS = new Set(['find', 'aggregate', 'count', 'distinct'])
/** What the driver adds to a command, and explain does not take. */
const OF_THE_DRIVER = ['lsid', '$db', '$clusterTime', '$readPreference', 'txnNumber', 'apiVersion', 'maxTimeMS']

export interface Cost<T> {
  value: T
  /** Reads sent, a $lookup counted as one more. */
  reads: number
  /** Documents examined by all of them together; for each read its index entries if they are more. */
  examined: number
}

export interface Market {
  db: Db
  /** Runs one function of the exercise, and tells what it has cost. */
  cost: <T>(work: () => Promise<T>) => Promise<Cost<T>>
  /** The largest document of the database, in bytes. */
  largestDocument: () => Promise<number>
}

/** Writes what several checks look at. */
export type Fill = (db: Db) => Promise<void>

let filledBy: Fill | undefined

/**
 * Gives `use` the database of this run as `fill` leaves it: emptied, prepared by the exercise and filled. Where the check
 * before had it filled in the same way, it is left as it is, with what that check has added.
 */
export async function withMarket(fill: Fill, use: (market: Market) => Promise<void>): Promise<void> {
  const client = new MongoClient(serviceUrl('mongodb'), { monitorCommands: true, serverSelectionTimeoutMS: 2000 })
  const sent: CommandStartedEvent[] = []
  client.on('commandStarted', (event) => sent.push(event))
  const db = client.db()
  try {
    if (filledBy !== fill) {
      filledBy = undefined
      await db.dropDatabase()
      await prepare(db)
      await fill(db)
      filledBy = fill
    }
    await use({
      db,
      largestDocument: () => largestDocument(db),
      async cost(work) {
        sent.length = 0
        const value = await work()
        const reads = sent.filter((event) => READS.has(event.commandName)).map((event) => event.command)
        let examined = 0
        for (const command of reads) examined += await examinedBy(db, command)
        return { value, reads: reads.length + reads.flatMap(lookups).length, examined }
      },
    })
  } finally {
    await client.close()
  }
}

/** Gives `use` a database of which no server can be reached. */
export async function withoutServer(use: (db: Db) => Promise<void>): Promise<void> {
  const client = new MongoClient('mongodb://127.0.0.1:1/', { serverSelectionTimeoutMS: 50 })
  try {
    await use(client.db('nowhere'))
  } finally {
    await client.close()
  }
}

/** Leaves every collection with the index of its ids alone. */
export async function dropIndexes(db: Db): Promise<void> {
  for (const { name } of await db.listCollections({ type: 'collection' }, { nameOnly: true }).toArray()) {
    if (!name.startsWith('system.')) await db.collection(name).dropIndexes()
  }
}

async function examinedBy(db: Db, command: Document): Promise<number> {
  const bare = Object.fromEntries(Object.entries(command).filter(([name]) => !OF_THE_DRIVER.includes(name)))
  const plan = await db.command({ explain: bare, verbosity: 'executionStats' })
  const stats: Document[] = plan['executionStats']
    ? [plan['executionStats']]
    : (plan['stages'] ?? []).map((stage: Document) => stage['$cursor']?.executionStats ?? stage)
  return stats.reduce((sum, stat) => {
    return sum + Math.max(Number(stat['totalDocsExamined'] ?? 0), Number(stat['totalKeysExamined'] ?? 0))
  }, 0)
}

/** All $lookup stages of a command, those within other stages too. */
function lookups(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(lookups)
  // Stages are plain objects; a Date or an id has nothing to look into.
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return []
  return Object.entries(value).flatMap(([name, inner]) => [...(name === '$lookup' ? [inner] : []), ...lookups(inner)])
}

async function largestDocument(db: Db): Promise<number> {
  let largest = 0
  for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray()) {
    if (name.startsWith('system.')) continue
    for await (const document of db.collection(name).find()) largest = Math.max(largest, calculateObjectSize(document))
  }
  return largest
}

/** Several pieces of work at a time: connections are few, and each piece is short. */
export async function inTurns<T>(items: Iterable<T>, work: (item: T) => Promise<unknown>): Promise<void> {
  const source = items[Symbol.iterator]()
  const worker = async () => {
    for (let next = source.next(); !next.done; next = source.next()) await work(next.value)
  }
  await Promise.all(Array.from({ length: 8 }, worker))
}

/** 'vendor-007': texts that sort as their numbers do. */
export function id(kind: string, number: number): string {
  return `${kind}-${String(number).padStart(3, '0')}`
}
