import type { Account } from './accounts.ts'
import { type Db, query, transaction } from './database.ts'
import { fail } from './failure.ts'
import { tell } from './news.ts'
import { isId } from './shapes.ts'

export type Role = 'member' | 'admin' | 'owner'

export interface Market {
  id: string
  name: string
  plan: 'free' | 'pro'
  role: Role
  [field: string]: unknown
}

export interface Member {
  accountId: string
  email: string
  role: Role
  [field: string]: unknown
}

const RANKS: Record<Role, number> = { member: 0, admin: 1, owner: 2 }
const MARKET = 'market.id, name, plan, role'

/** The market, as this account sees it: 404 for others, 403 for a role that is not enough. */
export async function entered(id: string, { id: accountId }: Account, least: Role, db: Db = query): Promise<Market> {
  if (!isId(id)) fail('not_found')
  const sql = `SELECT ${MARKET} FROM market JOIN member ON market_id = market.id WHERE market.id = $1 AND account_id = $2`
  const market = (await db<Market>(sql, id, accountId))[0] ?? fail('not_found')
  return RANKS[market.role] >= RANKS[least] ? market : fail('forbidden')
}

/** Work that others in the same market wait for. */
export async function alone<T>(market: string, work: (db: Db) => Promise<T>): Promise<T> {
  return await transaction(async (db) => {
    await db('SELECT 1 FROM market WHERE id = $1 FOR UPDATE', market)
    return await work(db)
  })
}

export async function makeMarket(name: string, { id }: Account): Promise<Market> {
  return await transaction(async (db) => {
    const [market] = await db<Market>('INSERT INTO market (name) VALUES ($1) RETURNING id, name, plan', name)
    if (!market) return fail('internal')
    await db(`INSERT INTO member VALUES ($1, $2, 'owner')`, market.id, id)
    return { ...market, role: 'owner' as const }
  })
}

export async function marketsOf({ id }: Account): Promise<Market[]> {
  return await query<Market>(
    `SELECT ${MARKET} FROM market JOIN member ON market_id = market.id WHERE account_id = $1`,
    id,
  )
}

const MEMBERS = `SELECT account_id AS "accountId", email, role FROM member JOIN account ON account.id = account_id
  WHERE market_id = $1`

export async function membersOf(market: string, db: Db = query): Promise<Member[]> {
  return await db<Member>(MEMBERS, market)
}

export async function setMember(market: string, asker: Account, email: string, role: Role): Promise<Member> {
  return await alone(market, async (db) => {
    const { role: own } = await entered(market, asker, 'admin', db)
    if (role !== 'member' && own !== 'owner') fail('forbidden')
    const [account] = await db<Account>('SELECT id, email FROM account WHERE email = $1', email)
    const { id } = account ?? fail('not_found')
    const members = await membersOf(market, db)
    guard(members, id, own, role)
    await db(
      `INSERT INTO member VALUES ($1, $2, $3) ON CONFLICT (market_id, account_id) DO UPDATE SET role = excluded.role`,
      market,
      id,
      role,
    )
    return { accountId: id, email, role }
  })
}

export async function removeMember(market: string, asker: Account, accountId: string): Promise<void> {
  await alone(market, async (db) => {
    const { role: own } = await entered(market, asker, 'admin', db)
    const members = await membersOf(market, db)
    const known = members.find((member) => member.accountId === accountId.toLowerCase()) ?? fail('not_found')
    guard(members, known.accountId, own, undefined)
    await db('DELETE FROM member WHERE market_id = $1 AND account_id = $2', market, known.accountId)
    await tell(db, { market, left: known.accountId })
  })
}

/** 403 for what only an owner may do, 409 for what would leave nobody to own it. */
function guard(members: Member[], id: string, own: Role, next: Role | undefined): void {
  const before = members.find(({ accountId }) => accountId === id)?.role ?? 'member'
  if (before !== 'member' && own !== 'owner') fail('forbidden')
  const owners = members.filter(({ role }) => role === 'owner')
  if (before === 'owner' && next !== 'owner' && owners.length === 1) fail('conflict')
}
