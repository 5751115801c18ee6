import type { Pool } from 'pg'
import { transaction } from '../database.ts'
import { planLimit } from '../errors.ts'
import type { Page } from '../schemas.ts'

/** As it is shown. */
export interface Listing {
  id: string
  title: string
  cents: number
  contract: boolean
}

export interface ListingFields {
  title: string
  cents: number
}

/** What is left out stays as it is. */
export type ListingChanges = { [Name in keyof ListingFields]?: ListingFields[Name] | undefined }

/** What the street sees. */
export interface Window {
  market: { id: string; name: string }
  listings: { id: string; title: string; cents: number }[]
}

/** A listing, and the key of a file that nobody shows any more. */
export interface Replaced {
  listing: Listing
  replaced: string | null
}

const FREE_LISTINGS = 5
const IN_WINDOW = 10
const COLUMNS = 'id, title, cents, contract_key IS NOT NULL AS contract'

/** Every statement names the market: an id of another one's listing finds nothing. */
export class Listings {
  readonly #pool: Pool

  constructor(pool: Pool) {
    this.#pool = pool
  }

  /**
   * The row of the market is locked, so nobody counts at the same moment, and serials come in the order of the commits.
   * @throws AppError 402 where the plan allows no more
   */
  async add(market: string, { title, cents }: ListingFields): Promise<Listing | undefined> {
    return transaction(this.#pool, async (client) => {
      const plan = await client.query(`SELECT payment = 'paid' AS pro FROM markets WHERE id = $1 FOR UPDATE`, [market])
      const count = 'SELECT count(*)::int AS number FROM listings WHERE market_id = $1'
      const { number } = (await client.query<{ number: number }>(count, [market])).rows[0] ?? { number: 0 }
      if (!plan.rows[0]?.pro && number >= FREE_LISTINGS) throw planLimit()
      const sql = `INSERT INTO listings (market_id, title, cents) VALUES ($1, $2, $3) RETURNING ${COLUMNS}`
      return (await client.query<Listing>(sql, [market, title, cents])).rows[0]
    })
  }

  async page(market: string, { limit, cursor }: Page): Promise<(Listing & { serial: string })[]> {
    const sql = `SELECT serial, ${COLUMNS} FROM listings
      WHERE market_id = $1 AND ($2::bigint IS NULL OR serial < $2) ORDER BY serial DESC LIMIT $3`
    return (await this.#pool.query<Listing & { serial: string }>(sql, [market, cursor, limit])).rows
  }

  async find(market: string, id: string): Promise<Listing | undefined> {
    const sql = `SELECT ${COLUMNS} FROM listings WHERE market_id = $1 AND id = $2`
    return (await this.#pool.query<Listing>(sql, [market, id])).rows[0]
  }

  async window(market: string): Promise<Window | undefined> {
    const named = await this.#pool.query<Window['market']>('SELECT id, name FROM markets WHERE id = $1', [market])
    if (!named.rows[0]) return undefined
    const sql = 'SELECT id, title, cents FROM listings WHERE market_id = $1 ORDER BY serial DESC LIMIT $2'
    const { rows } = await this.#pool.query<Window['listings'][number]>(sql, [market, IN_WINDOW])
    return { market: named.rows[0], listings: rows }
  }

  async change(market: string, id: string, { title, cents }: ListingChanges): Promise<Listing | undefined> {
    const sql = `UPDATE listings SET title = coalesce($3, title), cents = coalesce($4, cents)
      WHERE market_id = $1 AND id = $2 RETURNING ${COLUMNS}`
    return (await this.#pool.query<Listing>(sql, [market, id, title, cents])).rows[0]
  }

  async remove(market: string, id: string): Promise<Replaced | undefined> {
    const sql = `DELETE FROM listings WHERE market_id = $1 AND id = $2 RETURNING contract_key AS replaced, ${COLUMNS}`
    return splitOff((await this.#pool.query<Row>(sql, [market, id])).rows[0])
  }

  /** Of two changes at once, each gets another key to take away. */
  async setContract(market: string, id: string, key: string): Promise<Replaced | undefined> {
    const sql = `WITH old AS (
        SELECT id AS old_id, contract_key AS replaced FROM listings WHERE market_id = $1 AND id = $2 FOR UPDATE
      )
      UPDATE listings SET contract_key = $3 FROM old WHERE id = old_id RETURNING replaced, ${COLUMNS}`
    return splitOff((await this.#pool.query<Row>(sql, [market, id, key])).rows[0])
  }

  async contractOf(market: string, id: string): Promise<string | undefined> {
    const sql = 'SELECT contract_key AS key FROM listings WHERE market_id = $1 AND id = $2'
    return (await this.#pool.query<{ key: string | null }>(sql, [market, id])).rows[0]?.key ?? undefined
  }
}

type Row = Listing & { replaced: string | null }

function splitOff(row: Row | undefined): Replaced | undefined {
  if (!row) return undefined
  const { replaced, ...listing } = row
  return { listing, replaced }
}
