import { calculateObjectSize } from 'bson'
import type { CommandStartedEvent, CommandSucceededEvent } from 'mongodb'
import { type Connection, Schema, Types } from 'mongoose'
import type { Product, Shop, Vendor } from '../../exercises/09-mongoose/lean-listing.ts'
import { sharedConnection, withConnection } from './database.ts'

export interface Cost<T> {
  value: T
  /** Names of the commands sent, in order. */
  commands: string[]
  /** Bytes of all answers of the database. */
  bytes: number
  /** Mongoose documents made, subdocuments not counted. */
  documents: number
  /** The $set of each update sent. */
  sets: Record<string, unknown>[]
}

export interface Market extends Shop {
  /** Runs one function of the exercise, and tells what it has cost. */
  cost: <T>(work: () => Promise<T>) => Promise<Cost<T>>
}

/** No commands but those of the exercise. */
const QUIET = { autoCreate: false, autoIndex: false }
const LONG = 'Two kilobytes of praise. '.repeat(80)
/** Number 10 has products and is there no more; number 11 has no products. */
const VENDORS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11]
const REVIEWS = Array.from({ length: 5 }, (_, n) => ({ stars: n, text: 'as expected' }))

let market: Promise<Market> | undefined

/** A market that all checks read. */
export async function withMarket(use: (market: Market) => Promise<void>): Promise<void> {
  market ??= sharedConnection().then(marketOn)
  await use(await market)
}

/** A market to change, in a database of its own. */
export function withOwnMarket(use: (market: Market) => Promise<void>): Promise<void> {
  return withConnection(async (connection) => use(await marketOn(connection)))
}

/** 60 products in three categories and eleven vendors. */
async function marketOn(connection: Connection): Promise<Market> {
  let documents = 0
  const count = () => {
    documents += 1
  }
  const shop = models(connection, count)
  await shop.Vendor.collection.insertMany(VENDORS.map(vendor))
  await shop.Product.collection.insertMany(Array.from({ length: 60 }, (_, n) => product(n)))
  return { ...shop, cost: (work) => costOf(connection, work, () => documents) }
}

async function costOf<T>(connection: Connection, work: () => Promise<T>, documents: () => number): Promise<Cost<T>> {
  const sent: CommandStartedEvent[] = []
  let bytes = 0
  const onStart = (event: CommandStartedEvent) => void sent.push(event)
  const onEnd = (event: CommandSucceededEvent) => {
    bytes += calculateObjectSize(event.reply as Record<string, unknown>)
  }
  const client = connection.getClient().on('commandStarted', onStart).on('commandSucceeded', onEnd)
  const before = documents()
  try {
    const value = await work()
    const commands = sent.map(({ commandName }) => commandName)
    const sets = sent.flatMap(({ command }) => (command['updates'] ?? []) as { u: { $set?: object } }[])
    return { value, commands, bytes, documents: documents() - before, sets: sets.map(({ u }) => ({ ...u.$set })) }
  } finally {
    client.off('commandStarted', onStart).off('commandSucceeded', onEnd)
  }
}

function models(connection: Connection, count: () => void): Shop {
  const vendors = new Schema<Vendor>({ name: { type: String, required: true }, about: String }, QUIET)
  const products = new Schema<Product, Shop['Product']>(
    {
      vendor: { type: Schema.Types.ObjectId, ref: 'Vendor' },
      category: String,
      title: { type: String, required: true, minlength: 3 },
      slug: String,
      priceCents: Number,
      currency: { type: String, default: 'EUR' },
      description: { type: String, required: true },
      reviews: [{ stars: Number, text: String }],
    },
    QUIET,
  )
  products.virtual('price').get(function () {
    return (this.priceCents / 100).toFixed(2)
  })
  products.pre('save', function () {
    if (this.isModified('title')) this.slug = this.title.toLowerCase().replaceAll(' ', '-')
  })
  vendors.post('init', count)
  products.post('init', count)
  return {
    Vendor: connection.model<Vendor>('Vendor', vendors),
    Product: connection.model<Product, Shop['Product']>('Product', products),
  }
}

/** '6553f100010203040500000b': ids that tell their number. */
export function id(kind: 'vendor' | 'product', n: number): string {
  return (kind === 'vendor' ? '6553f10001020304050' : '6553f10001020304051') + n.toString(16).padStart(5, '0')
}

/** Names do not sort as ids do. */
function vendor(n: number) {
  return { _id: new Types.ObjectId(id('vendor', n)), name: `Vendor ${99 - n}`, about: LONG }
}

/** Of the vendors 0 to 10 in turn. Those of even number are older than the field currency. */
function product(n: number) {
  return {
    _id: new Types.ObjectId(id('product', n)),
    vendor: new Types.ObjectId(id('vendor', n % 11)),
    category: ['tea', 'coffee', 'cocoa'][n % 3],
    title: `Title ${999 - n}`,
    slug: `title-${999 - n}`,
    priceCents: 1000 + n * 5,
    ...(n % 2 === 1 && { currency: 'CHF' }),
    description: LONG,
    reviews: REVIEWS,
  }
}
