import { randomUUID } from 'node:crypto'
import type { Account } from './accounts.ts'
import { dropFile, loadFile, saveFile } from './bucket.ts'
import { cached, changing } from './cache.ts'
import { type Db, query } from './database.ts'
import { fail } from './failure.ts'
import { type Page, pageAsked, pageOf } from './lists.ts'
import { alone, entered } from './members.ts'
import { type News, tell } from './news.ts'
import { isId } from './shapes.ts'

export interface Listing {
  id: string
  title: string
  cents: number
  contract: boolean
  [field: string]: unknown
}

const FREE = 5
const IN_WINDOW = 10
const SHOWN = 'id, title, cents, contract_key IS NOT NULL AS contract'

export async function pageOfListings(market: string, asked: unknown) {
  const name = `listings of ${market}`
  const page: Page = pageAsked(name, asked)
  const sql = `SELECT seq, ${SHOWN} FROM listing WHERE market_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3`
  const before = page.before ?? Number.MAX_SAFE_INTEGER
  return pageOf(name, page, await query<Listing & { seq: number }>(sql, market, before, page.limit + 1))
}

export async function listingIn(market: string, id: string, db: Db = query): Promise<Listing> {
  if (!isId(id)) fail('not_found')
  const [found] = await db<Listing>(`SELECT ${SHOWN} FROM listing WHERE market_id = $1 AND id = $2`, market, id)
  return found ?? fail('not_found')
}

type Change = (db: Db) => Promise<{ listing: Listing; type: 'created' | 'changed' | 'deleted' }>

/** The asker's role is looked at once more where nobody can change it meanwhile. */
async function change(market: string, asker: Account, work: Change): Promise<Listing> {
  return await changing((begin) =>
    alone(market, async (db) => {
      await entered(market, asker, 'admin', db)
      await begin(db, [market])
      const { listing, type } = await work(db)
      const news: News = { market, type, listing }
      await tell(db, news)
      return listing
    }),
  )
}

export async function addListing(market: string, asker: Account, { title, cents }: { title: string; cents: number }) {
  return await change(market, asker, async (db) => {
    const sql = `SELECT plan, (SELECT count(*) FROM listing WHERE market_id = $1) AS count FROM market WHERE id = $1`
    const [row] = await db<{ plan: string; count: number }>(sql, market)
    if (row?.plan !== 'pro' && (row?.count ?? 0) >= FREE) fail('plan_limit')
    const [listing] = await db<Listing>(
      `INSERT INTO listing (market_id, title, cents) VALUES ($1, $2, $3) RETURNING ${SHOWN}`,
      market,
      title,
      cents,
    )
    return { listing: listing ?? fail('internal'), type: 'created' }
  })
}

export async function changeListing(market: string, asker: Account, id: string, to: Partial<Listing>) {
  return await change(market, asker, async (db) => {
    await listingIn(market, id, db)
    const sql = `UPDATE listing SET title = coalesce($2, title), cents = coalesce($3, cents) WHERE id = $1 RETURNING ${SHOWN}`
    const [listing] = await db<Listing>(sql, id, to.title, to.cents)
    return { listing: listing ?? fail('not_found'), type: 'changed' }
  })
}

async function keyOf(market: string, id: string, db: Db = query): Promise<string | null> {
  await listingIn(market, id, db)
  const [row] = await db<{ key: string | null }>('SELECT contract_key AS key FROM listing WHERE id = $1', id)
  return (row ?? fail('not_found')).key
}

/** The file goes first: if it cannot, the listing stays as it is. A contract that is put meanwhile goes in another round. */
export async function deleteListing(market: string, asker: Account, id: string): Promise<void> {
  for (;;) {
    const key = await keyOf(market, id)
    if (key !== null && !(await dropFile(key))) fail('unavailable')
    let isGone = false
    await change(market, asker, async (db) => {
      const listing = await listingIn(market, id, db)
      isGone = (await keyOf(market, id, db)) === key
      if (!isGone) throw AGAIN
      await db('DELETE FROM listing WHERE id = $1', id)
      return { listing, type: 'deleted' }
    }).catch((error) => {
      if (error !== AGAIN) throw error
    })
    if (isGone) return
  }
}

const AGAIN = new Error('the contract has changed meanwhile')

/** Every file has a key of its own, so the old one is whole until the new one is shown. */
export async function putContract(market: string, asker: Account, id: string, bytes: Buffer): Promise<Listing> {
  await listingIn(market, id)
  const key = `contracts/${market}/${id}/${randomUUID()}.pdf`
  await saveFile(key, bytes, 'application/pdf').catch(async (error) => {
    await dropFile(key)
    throw error
  })
  let before: string | null = null
  const show = (next: string | null, only?: string) => async (db: Db) => {
    before = await keyOf(market, id, db)
    if (only !== undefined && before !== only) fail('unavailable')
    const sql = `UPDATE listing SET contract_key = $2 WHERE id = $1 RETURNING ${SHOWN}`
    const [listing] = await db<Listing>(sql, id, next)
    return { listing: listing ?? fail('not_found'), type: 'changed' as const }
  }
  const listing = await change(market, asker, show(key)).catch(async (error) => {
    await dropFile(key)
    throw error
  })
  const old: string | null = before
  if (old === null || (await dropFile(old))) return listing
  // The old one is still there: it is shown again.
  await change(market, asker, show(old, key))
  await dropFile(key)
  return fail('unavailable')
}

export async function contractOf(market: string, id: string): Promise<Uint8Array> {
  for (let tries = 0; tries < 3; tries += 1) {
    const key = (await keyOf(market, id)) ?? fail('not_found')
    const bytes = await loadFile(key)
    if (bytes) return bytes
  }
  return fail('not_found')
}

/** As text: what Redis keeps is sent as it is. */
export async function windowOf(market: string): Promise<string> {
  if (!isId(market)) fail('not_found')
  const id = market.toLowerCase()
  const found = await cached(id)
  if ('kept' in found) return found.kept
  const [row] = await query<{ id: string; name: string }>('SELECT id, name FROM market WHERE id = $1', id)
  if (!row) return fail('not_found')
  const sql = 'SELECT id, title, cents FROM listing WHERE market_id = $1 ORDER BY seq DESC LIMIT $2'
  const text = JSON.stringify({ data: { market: row, listings: await query(sql, id, IN_WINDOW) } })
  await found.keep(text)
  return text
}
