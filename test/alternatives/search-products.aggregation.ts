/* Aggregations: the page and its total in one $facet, and a cursor that is a document, compared as a pair of values. */
import { BSON, type Collection } from 'mongodb'

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
  pages: number
  total: number
}

export interface CursorPage {
  items: Product[]
  next: string | null
}

export class BadQueryError extends Error {
  override readonly name = 'BadQueryError'
  readonly parameter: string

  constructor(parameter: string) {
    super(`The parameter ${parameter} is not valid.`)
    this.parameter = parameter
  }
}

type Stage = Record<string, unknown>
type Sort = readonly [field: 'title' | 'priceCents' | 'addedAt', direction: 1 | -1]

const SORTS: ReadonlyMap<unknown, Sort> = new Map<unknown, Sort>([
  ['title', ['title', 1]],
  ['price', ['priceCents', 1]],
  ['-price', ['priceCents', -1]],
  ['newest', ['addedAt', -1]],
])

export async function offsetPage(products: Collection<Product>, query: QueryString): Promise<OffsetPage> {
  const [, sort] = sortIn(query)
  const limit = whole(query, 'limit', 1, 50, 20)
  const page = whole(query, 'page', 1, 1000, 1)
  const [found] = await products
    .aggregate<{ items: Product[]; totals: { total: number }[] }>([
      { $match: { $and: conditions(query) } },
      {
        $facet: {
          items: [...inOrder(sort), { $skip: (page - 1) * limit }, { $limit: limit }],
          totals: [{ $count: 'total' }],
        },
      },
    ])
    .toArray()
  const total = found?.totals[0]?.total ?? 0
  return { items: found?.items ?? [], page, pages: Math.ceil(total / limit), total }
}

export async function cursorPage(products: Collection<Product>, query: QueryString): Promise<CursorPage> {
  const [name, sort] = sortIn(query)
  const limit = whole(query, 'limit', 1, 50, 20)
  const all = [...conditions(query), ...behind(query, name, sort)]
  const items = await products
    .aggregate<Product>([{ $match: { $and: all } }, ...inOrder(sort), { $limit: limit + 1 }])
    .toArray()
  if (items.length <= limit) return { items, next: null }
  items.pop()
  const last = items.at(-1)
  if (!last) return { items, next: null }
  const place = BSON.EJSON.stringify({ name, value: last[sort[0]], id: last._id })
  return { items, next: Buffer.from(place).toString('hex') }
}

function conditions(query: QueryString): Stage[] {
  const q = text(query, 'q') ?? ''
  if (q.length > 100) throw new BadQueryError('q')
  const all: Stage[] = [
    { title: new RegExp(Array.from(q, itself).join(''), 'i') },
    { priceCents: { $gte: whole(query, 'minCents', 0, 999_999_999, 0) } },
    { priceCents: { $lte: whole(query, 'maxCents', 0, 999_999_999, 999_999_999) } },
  ]
  const categories = [query['category'] ?? []].flat()
  if (categories.some((category) => typeof category !== 'string')) throw new BadQueryError('category')
  if (query['category'] !== undefined)
    all.push({ $or: [...categories.map((category) => ({ category })), { $expr: false }] })
  switch (text(query, 'inStock')) {
    case undefined:
      break
    case 'true':
      all.push({ stock: { $ne: 0 } })
      break
    case 'false':
      all.push({ stock: { $eq: 0 } })
      break
    default:
      throw new BadQueryError('inStock')
  }
  return all
}

/** Letters, digits and spaces have no meaning of their own; all others lose theirs behind a backslash, or as a class. */
function itself(character: string): string {
  if (/[\p{L}\p{N}\s]/u.test(character)) return character
  return /[\^\\\]\-[]/.test(character) ? `\\${character}` : `[${character}]`
}

function sortIn(query: QueryString): [name: string, sort: Sort] {
  const name = query['sort'] === undefined ? 'newest' : query['sort']
  const sort = SORTS.get(name)
  if (typeof name !== 'string' || !sort) throw new BadQueryError('sort')
  return [name, sort]
}

function inOrder([field, direction]: Sort): Stage[] {
  return [{ $sort: { [field]: direction, _id: direction } }]
}

/** Lists compare by their first elements that differ, so a pair says what two conditions say. */
function behind(query: QueryString, name: string, [field, direction]: Sort): Stage[] {
  const cursor = text(query, 'cursor')
  if (cursor === undefined) return []
  const place = read(cursor)
  const isOfField = field === 'addedAt' ? place['value'] instanceof Date : typeof place['value'] === kindOf(field)
  if (place['name'] !== name || !isOfField || typeof place['id'] !== 'string') throw new BadQueryError('cursor')
  const operator = direction === 1 ? '$gt' : '$lt'
  return [{ $expr: { [operator]: [[`$${field}`, '$_id'], { $literal: [place['value'], place['id']] }] } }]
}

function kindOf(field: 'title' | 'priceCents'): 'string' | 'number' {
  return field === 'title' ? 'string' : 'number'
}

function read(cursor: string): Record<string, unknown> {
  try {
    const place: unknown = BSON.EJSON.parse(Buffer.from(cursor, 'hex').toString())
    return typeof place === 'object' && place !== null ? (place as Record<string, unknown>) : {}
  } catch {
    throw new BadQueryError('cursor')
  }
}

function text(query: QueryString, name: string): string | undefined {
  const value = query[name]
  if (value !== undefined && typeof value !== 'string') throw new BadQueryError(name)
  return value
}

function whole(query: QueryString, name: string, from: number, to: number, otherwise: number): number {
  const digits = text(query, name)
  if (digits === undefined) return otherwise
  const number = Number(digits)
  if (!/^[0-9]+$/.test(digits) || number < from || number > to) throw new BadQueryError(name)
  return number
}
