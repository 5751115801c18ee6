import { createHash } from 'node:crypto'
import bcrypt from 'bcrypt'
import { jwtVerify, SignJWT } from 'jose'
import { query, transaction } from './database.ts'
import { fail } from './failure.ts'
import { settings } from './settings.ts'
import { isId } from './shapes.ts'

export interface Account {
  id: string
  email: string
  [field: string]: unknown
}

/** bcrypt reads no more, so what begins like the password would be right. */
const LONGEST_BYTES = 72
const MOST_WRONG = 5
const LOCKED_SECONDS = 60

const decoy = bcrypt.hash('somebody who is not there', settings.bcryptCost)

export async function register(email: string, password: string) {
  const hash = await bcrypt.hash(password, settings.bcryptCost)
  const sql = `INSERT INTO account (email, password_hash) VALUES ($1, $2)
    ON CONFLICT (email) DO NOTHING RETURNING id, email`
  const [account] = await query<Account>(sql, email, hash)
  return await withToken(account ?? fail('conflict'))
}

export async function logIn(email: string, password: string) {
  const sql = 'SELECT id, email, password_hash AS hash FROM account WHERE email = $1'
  const [found] = await query<Account & { hash: string }>(sql, email)
  // Also where there is no account: the time must not tell.
  const fits = await bcrypt.compare(password, found?.hash ?? (await decoy))
  const isRight = found !== undefined && fits && Buffer.byteLength(password) <= LONGEST_BYTES
  await noteLogin(email, isRight)
  if (!isRight) fail('wrong_credentials')
  return await withToken({ id: found.id, email: found.email })
}

/** Ends the request with 429 while there have been too many wrong ones. Those of one email take turns. */
async function noteLogin(email: string, isRight: boolean): Promise<void> {
  const digest = createHash('sha256').update(email).digest('hex')
  const seconds = await transaction(async (db) => {
    await db('SELECT pg_advisory_xact_lock(3001, hashtext($1))', digest)
    const sql = `SELECT times, extract(epoch FROM locked_until - clock_timestamp())::float8 AS left
      FROM wrong_login WHERE email_digest = $1`
    const [row] = await db<{ times: number; left: number | null }>(sql, digest)
    if (row?.left && row.left > 0) return Math.ceil(row.left)
    if (isRight) return 0
    const times = row && row.left === null ? row.times + 1 : 1
    const until = times >= MOST_WRONG ? `clock_timestamp() + interval '${LOCKED_SECONDS} seconds'` : 'NULL'
    await db(
      `INSERT INTO wrong_login VALUES ($1, $2, ${until})
      ON CONFLICT (email_digest) DO UPDATE SET times = excluded.times, locked_until = excluded.locked_until`,
      digest,
      times,
    )
    return 0
  })
  if (seconds > 0) fail('too_many', { 'Retry-After': String(seconds) })
}

async function withToken({ id, email }: Account) {
  const token = await new SignJWT()
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(id)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(settings.tokenKey)
  return { token, account: { id, email } }
}

/** @returns undefined for a token that does not count */
export async function accountOf(token: string): Promise<Account | undefined> {
  const rules = { algorithms: ['HS256'], requiredClaims: ['sub', 'exp'] }
  const verified = await jwtVerify(token, settings.tokenKey, rules).catch(() => undefined)
  const id = verified?.payload.sub ?? ''
  if (!isId(id)) return undefined
  return (await query<Account>('SELECT id, email FROM account WHERE id = $1', id))[0]
}

export async function accountOfHeader(authorization = ''): Promise<Account> {
  const token = /^bearer +(\S+)$/i.exec(authorization)?.[1]
  return (
    (token === undefined ? undefined : await accountOf(token)) ??
    fail('unauthenticated', { 'WWW-Authenticate': 'Bearer' })
  )
}
