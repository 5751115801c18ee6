import { afterAll, expect, serviceUrl } from 'backend-workbook/check'
import { type Collection, MongoClient } from 'mongodb'
import {
  BadQueryError,
  type CursorPage,
  cursorPage,
  offsetPage,
  type Product,
  type QueryString,
} from '../../exercises/10-crud-and-pagination/search-products.ts'

/** Opened by the first check, for all of them: to connect takes longer than most of what a check does. */
let client: Promise<MongoClient> | undefined
let collections = 0

afterAll(async () => {
  await (await client)?.close()
})

/** Gives `use` a collection of its own with these products. */
export async function withProducts(
  list: Product[],
  use: (products: Collection<Product>) => Promise<void>,
): Promise<void> {
  client ??= new MongoClient(serviceUrl('mongodb'), { serverSelectionTimeoutMS: 2000, maxPoolSize: 8 }).connect()
  collections += 1
  const products = (await client).db().collection<Product>(`products_${collections}`)
  if (list.length > 0) await products.insertMany(list)
  await use(products)
}

/** A product with all fields, some of them as told. */
export function product(id: string, changes: Partial<Product> = {}): Product {
  return { _id: id, title: 'Tea', category: 'drinks', priceCents: 100, stock: 1, addedAt: day(1), ...changes }
}

export function day(number: number): Date {
  return new Date(Date.UTC(2026, 0, number, 8, 30, 15, 250))
}

/**
 * 24 products, few of them different in price, day or title. They are stored neither in the order of their ids nor in any
 * other that can be asked for.
 */
export const MANY: readonly Product[] = Array.from({ length: 24 }, (_, n) => (n * 7) % 24).map((n) =>
  product(`p${String(n).padStart(2, '0')}`, {
    title: ['Rye bread', 'Black tea', 'apple juice', 'Green tea'][(n * 5) % 4] ?? '',
    priceCents: 100 + ((n * 11) % 3) * 50,
    addedAt: day(1 + ((n * 13) % 4)),
    category: ['drinks', 'bakery'][n % 2] ?? '',
    stock: n % 3,
  }),
)

const KEYS: Record<string, (product: Product) => string | number> = {
  title: ({ title }) => title,
  price: ({ priceCents }) => priceCents,
  '-price': ({ priceCents }) => priceCents,
  newest: ({ addedAt }) => addedAt.getTime(),
}

/** Ids in the order that the exercise promises for this sort. */
export function inOrder(list: readonly Product[], sort: string): string[] {
  const key = KEYS[sort] ?? (({ _id }: Product) => _id)
  const upwards = [...list].sort((a, b) => compare(key(a), key(b)) || compare(a._id, b._id))
  return ids(sort === 'title' || sort === 'price' ? upwards : upwards.reverse())
}

function compare<T>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0
}

export function ids(list: readonly Product[]): string[] {
  return list.map(({ _id }) => _id)
}

/** Ids of what both functions find, in one order; what differs between the two is shown. */
export async function found(products: Collection<Product>, query: QueryString): Promise<string[]> {
  const byOffset = ids((await offsetPage(products, { limit: '50', ...query })).items).sort()
  const byCursor = ids((await cursorPage(products, { limit: '50', ...query })).items).sort()
  if (byOffset.join() === byCursor.join()) return byOffset
  return [`offsetPage: ${byOffset.join(' ')}`, `cursorPage: ${byCursor.join(' ')}`]
}

/** Follows `next` to its end; `between` is told each page before the next one is asked for. */
export async function walk(
  products: Collection<Product>,
  query: QueryString,
  between: (page: CursorPage, pages: number) => Promise<unknown> = async () => undefined,
): Promise<string[][]> {
  const pages: string[][] = []
  let page = await cursorPage(products, query)
  pages.push(ids(page.items))
  while (page.next !== null && pages.length < 60) {
    await between(page, pages.length)
    page = await cursorPage(products, { ...query, cursor: page.next })
    pages.push(ids(page.items))
  }
  return pages
}

/** The parameter that was refused, or what happened instead. Whether it is thrown at once or rejected makes no difference. */
export async function refused(ask: () => Promise<unknown>): Promise<string> {
  try {
    await ask()
    return 'was accepted'
  } catch (error) {
    if (!(error instanceof BadQueryError)) return `threw ${String(error)}`
    return error.message.includes(error.parameter) ? error.parameter : `a message that does not name ${error.parameter}`
  }
}

/** Both functions refuse each of these queries for its first parameter. */
export async function expectRefusals(products: Collection<Product>, queries: readonly QueryString[]): Promise<void> {
  for (const query of queries) {
    const [name] = Object.keys(query)
    for (const page of [offsetPage, cursorPage]) {
      const answer = await refused(() => page(products, query))
      expect(answer, `the parameter that ${page.name}(products, ${JSON.stringify(query)}) refuses`).toBe(name)
    }
  }
}

/**
 * Forgeries of a cursor, as far as its text can be read: each value in turn replaced by an operator, a list, a null and a
 * value of another type.
 */
export function forgeries(cursor: string): string[] {
  const place = readable(cursor)
  if (place === undefined) return []
  const write = (value: unknown) => {
    const text = JSON.stringify(value)
    return cursor.startsWith('{') || cursor.startsWith('[') ? text : Buffer.from(text).toString('base64url')
  }
  return Object.keys(place).flatMap((key) => {
    const old = place[key]
    const others = [{ $ne: null }, { $gt: '' }, [old], null, typeof old === 'number' ? 'text' : 7]
    return others.map((other) =>
      write(Array.isArray(place) ? place.with(Number(key), other) : { ...place, [key]: other }),
    )
  })
}

function readable(cursor: string): Record<string, unknown> | undefined {
  for (const text of [cursor, Buffer.from(cursor, 'base64url').toString()]) {
    try {
      const value: unknown = JSON.parse(text)
      if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
    } catch {
      // Not JSON in this form.
    }
  }
  return undefined
}
