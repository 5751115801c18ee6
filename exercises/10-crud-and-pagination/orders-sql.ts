/*
 * The orders of the marketplace, in these tables:
 *
 *   CREATE TABLE retailers (
 *     id integer PRIMARY KEY,
 *     name text NOT NULL
 *   );
 *   CREATE TABLE products (
 *     id integer PRIMARY KEY,
 *     vendor text NOT NULL,
 *     title text NOT NULL
 *   );
 *   CREATE TABLE orders (
 *     id integer PRIMARY KEY,
 *     retailer_id integer NOT NULL REFERENCES retailers,
 *     status text NOT NULL,
 *     placed_at timestamptz NOT NULL
 *   );
 *   CREATE TABLE order_lines (
 *     order_id integer NOT NULL REFERENCES orders,
 *     position integer NOT NULL,
 *     product_id integer NOT NULL REFERENCES products,
 *     quantity integer NOT NULL,
 *     price_cents bigint NOT NULL,           -- of one piece
 *     PRIMARY KEY (order_id, position)
 *   );
 *   CREATE TABLE payments (
 *     id integer PRIMARY KEY,
 *     order_id integer NOT NULL REFERENCES orders,
 *     cents bigint NOT NULL
 *   );
 *
 * An order may have no lines yet, and any number of payments. Cents and their sums stay far below 2 ** 53, but not below
 * 2 ** 31. The connection may have any time zone.
 */
import type { ClientBase } from 'pg'

export interface OrderQuery {
  /** 1 to 100; the route has seen to that. */
  limit: number
  /** Exactly this status, upper and lower case told apart. An empty text is a text: no order has the status ''. */
  status?: string
  /** The retailer's name contains this text, whatever its case; every character stands for itself, spaces too. Every name contains ''. */
  retailer?: string
  /** At least one of the lines is a product of exactly this vendor. */
  vendor?: string
  /** `next` of another page. */
  after?: string
}

export interface OrderSummary {
  id: number
  /** Name of the retailer. */
  retailer: string
  placedAt: Date
  /** How many lines the whole order has, what they cost, and what has been paid. */
  lines: number
  totalCents: number
  paidCents: number
}

export interface OrderPage {
  orders: OrderSummary[]
  /** Leads to the next page as `after`; null if nothing follows. Its text is up to you. */
  next: string | null
}

export interface OrderDetails {
  id: number
  retailer: string
  status: string
  /** In the order of their positions. */
  lines: { title: string; vendor: string; quantity: number; priceCents: number }[]
}

/**
 * Orders by the time they were placed, newest first, those of the same time by id, highest first. A client that follows `next`
 * to its end meets each order once, whatever arrives or goes away meanwhile. However many orders a page has, at most three
 * queries.
 *
 * @example await listOrders(db, { status: 'open', retailer: 'green', limit: 20 })
 */
export async function listOrders(db: ClientBase, query: OrderQuery): Promise<OrderPage> {
  return { orders: [], next: null }
}

/** The order with its lines, or null if there is none with this id. At most two queries. */
export async function readOrder(db: ClientBase, id: number): Promise<OrderDetails | null> {
  return null
}
