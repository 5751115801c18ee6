/* mistake
wrong: The next page begins behind the last price, and not behind the last product.
why: The cursor holds what the list is sorted by, which seems to be all. Of five products at one price, three are on this page and two on none.
fails:
  - leads through all products by cursor, each once
  - neither skips nor repeats by cursor while products come and go
*/
import type { Collection, Filter, SortDirection } from 'mongodb'

export interface Product {
  _id: string
  title: string
  category: string
  priceCents: number
  stock: number
  addedAt: Date
}

export type QueryString = Readonly<Record<string, unknown>>

export interface OffsetPage {
  items: Product[]
  page: number
  /** How many pages there are, and how many products on all of them. */
  pages: number
  total: number
}

export interface CursorPage {
  items: Product[]
  /** Leads to the next page as `cursor`; null if nothing follows. */
  next: string | null
}

/** The route turns it into status 400. */
export class BadQueryError extends Error {
  override readonly name = 'BadQueryError'
  readonly parameter: string

  constructor(parameter: string) {
    super(`The parameter ${parameter} is not valid.`)
    this.parameter = parameter
  }
}

interface Sort {
  name: string
  field: 'title' | 'priceCents' | 'addedAt'
  direction: 1 | -1
}

const SORTS: readonly Sort[] = [
  { name: 'title', field: 'title', direction: 1 },
  { name: 'price', field: 'priceCents', direction: 1 },
  { name: '-price', field: 'priceCents', direction: -1 },
  { name: 'newest', field: 'addedAt', direction: -1 },
]

/** @throws BadQueryError */
export async function offsetPage(products: Collection<Product>, query: QueryString): Promise<OffsetPage> {
  const filter = filterOf(query)
  const sort = sortOf(query)
  const limit = limitOf(query)
  const page = numberOf(query, 'page', 1, 1000) ?? 1
  const [items, total] = await Promise.all([
    products
      .find(filter)
      .sort(orderOf(sort))
      .skip((page - 1) * limit)
      .limit(limit)
      .toArray(),
    products.countDocuments(filter),
  ])
  return { items, page, pages: Math.ceil(total / limit), total }
}

/** @throws BadQueryError */
export async function cursorPage(products: Collection<Product>, query: QueryString): Promise<CursorPage> {
  const sort = sortOf(query)
  const limit = limitOf(query)
  const filter: Filter<Product> = { $and: [filterOf(query), behindCursor(query, sort)] }
  // One more than is given tells whether anything follows.
  const found = await products
    .find(filter)
    .sort(orderOf(sort))
    .limit(limit + 1)
    .toArray()
  const items = found.slice(0, limit)
  const last = items.at(-1)
  return { items, next: last && found.length > limit ? cursorOf(last, sort) : null }
}

function filterOf(query: QueryString): Filter<Product> {
  const filter: Filter<Product> = {}
  const q = textOf(query, 'q')
  const inStock = textOf(query, 'inStock')
  if (q !== undefined) {
    if (q.length > 100) throw new BadQueryError('q')
    filter.title = { $regex: escapeRegex(q), $options: 'i' }
  }
  if (query['category'] !== undefined) filter.category = { $in: categoriesOf(query['category']) }
  filter.priceCents = {
    $gte: numberOf(query, 'minCents', 0, 999_999_999) ?? 0,
    $lte: numberOf(query, 'maxCents', 0, 999_999_999) ?? Infinity,
  }
  if (inStock === 'true') filter.stock = { $gt: 0 }
  else if (inStock === 'false') filter.stock = 0
  else if (inStock !== undefined) throw new BadQueryError('inStock')
  return filter
}

/** RegExp.escape, for versions of Node.js that do not have it. */
function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}

function categoriesOf(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value]
  return list.map((item) => {
    if (typeof item !== 'string') throw new BadQueryError('category')
    return item
  })
}

function sortOf(query: QueryString): Sort {
  const name = textOf(query, 'sort') ?? 'newest'
  const sort = SORTS.find((offered) => offered.name === name)
  if (!sort) throw new BadQueryError('sort')
  return sort
}

function limitOf(query: QueryString): number {
  return numberOf(query, 'limit', 1, 50) ?? 20
}

/** The _id decides where the field is equal: then no two products have the same place. */
function orderOf({ field, direction }: Sort): Record<string, SortDirection> {
  return { [field]: direction, _id: direction }
}

/** A place in the order, not a number of products: it stays where it is when products come and go. */
function cursorOf(product: Product, { name, field }: Sort): string {
  const value = product[field]
  const place = [name, value instanceof Date ? value.getTime() : value, product._id]
  return Buffer.from(JSON.stringify(place)).toString('base64url')
}

/** What comes behind the place that the cursor names: behind in the field, or equal there and behind in the _id. */
function behindCursor(query: QueryString, { name, field, direction }: Sort): Filter<Product> {
  const text = textOf(query, 'cursor')
  if (text === undefined) return {}
  const [sort, value, id] = listIn(text)
  // A cursor has been with the client, and its values go into a filter: nothing but a text or a number may pass.
  const type = field === 'title' ? 'string' : 'number'
  if (sort !== name || typeof value !== type || typeof id !== 'string') throw new BadQueryError('cursor')
  const place = field === 'addedAt' ? new Date(Number(value)) : value
  const behind = direction === 1 ? '$gt' : '$lt'
  return { [field]: { [behind]: place } }
}

function listIn(cursor: string): unknown[] {
  try {
    const list: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(list) ? list : []
  } catch {
    return []
  }
}

function textOf(query: QueryString, name: string): string | undefined {
  const value = query[name]
  if (value === undefined || typeof value === 'string') return value
  throw new BadQueryError(name)
}

function numberOf(query: QueryString, name: string, from: number, to: number): number | undefined {
  const text = textOf(query, name)
  if (text === undefined) return undefined
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (number >= from && number <= to) return number
  throw new BadQueryError(name)
}
