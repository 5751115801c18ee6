/*
 * The shop's search. `query` is what Express makes of the part behind the question mark: mostly texts, lists where a name
 * is repeated, sometimes objects. All of it was written by a stranger.
 *
 * Both functions read these parameters, and all of them may be missing:
 *
 *   q          title contains this text, whatever its case; every character stands for itself, spaces too; at most
 *              100 characters as they were typed
 *   category   exactly this category, upper and lower case told apart; repeated (a list of texts): any of these
 *   minCents   price, both ends included: digits only, 0 to 999999999. A minCents above maxCents finds nothing.
 *   maxCents
 *   inStock    `true`: only what is in stock; `false`: only what is sold out
 *   sort       title | price | -price | newest; without it newest
 *   limit      1 to 50; without it 20
 *
 * `title` and `price` go upwards, `-price` and `newest` downwards. Products that are equal in that go by _id, in the same
 * direction, so that `-price` is exactly `price` backwards.
 *
 * Whatever does not fit is refused with a BadQueryError, an empty text too, except where a text may be anything (`q`,
 * `category`). Parameters that have no meaning here are ignored; so are `cursor` in offsetPage and `page` in cursorPage.
 */
import type { Collection } from 'mongodb'

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

/**
 * Page number `page`, 1 to 1000, without it 1. A page behind the last is empty.
 *
 * @example await offsetPage(products, { q: 'tea', page: '2', limit: '10' }) // items 11 to 20 of those with tea
 * @throws BadQueryError
 */
export async function offsetPage(products: Collection<Product>, query: QueryString): Promise<OffsetPage> {
  return { items: [], page: 1, pages: 0, total: 0 }
}

/**
 * The page behind `cursor`, which is the `next` of another page with the same sort (no sort is `newest`); without it the first.
 * A client that follows `next` to its end meets each product once, whatever is added or removed meanwhile. The text of a cursor
 * is up to you.
 *
 * @example await cursorPage(products, { q: 'tea', cursor: page.next })
 * @throws BadQueryError also for a cursor that is damaged, or of another sort
 */
export async function cursorPage(products: Collection<Product>, query: QueryString): Promise<CursorPage> {
  return { items: [], next: null }
}
