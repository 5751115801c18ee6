import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import bcrypt from 'bcryptjs'
import { jwtVerify, SignJWT } from 'jose'
import { Failure, nobody, wrong } from './failure.ts'
import { alarm } from './journal.ts'
import { settings } from './settings.ts'
import { type Doc, inOne, type Work } from './store.ts'

export const secretText = () => randomBytes(30).toString('base64url')
export const digest = (value: string) => createHash('sha512').update(value).digest('base64')
const peppered = (password: string) => createHmac('sha384', settings.pepper).update(password).digest('base64')
export const hashed = (password: string) => bcrypt.hash(peppered(password), settings.cost)
const decoy = hashed(secretText())

/** Hits of a key that are not too old, each a row. */
export async function hit(
  db: Work,
  limit: string,
  whose: string,
  most: number,
  count = true,
): Promise<Failure | undefined> {
  const key = `${limit}:${whose}`
  await db.alone(key)
  const window = (await db.get('window', key)) ?? { hits: 0, ends: 0 }
  const now = Date.now()
  const current = window['ends'] > now ? window : { hits: 0, ends: now + settings.window * 1000 }
  const retry = String(Math.max(1, Math.ceil((current['ends'] - now) / 1000)))
  if (current['hits'] >= most) {
    alarm('limit.reached', { limit })
    return new Failure(429, 'too_many', { 'retry-after': retry })
  }
  if (count) await db.put('window', key, { ...current, hits: current['hits'] + 1 })
  return undefined
}

const WRONG_ONES = ['login-email', 5] as const

/** The account with this email and password, or it throws. */
export async function withPassword(email: string, password: string): Promise<Doc> {
  const before = await inOne((db) => hit(db, WRONG_ONES[0], email, WRONG_ONES[1], false))
  if (before) throw before
  const account = await inOne((db) => accountBy(db, { email }))
  const isRight = await bcrypt.compare(peppered(password), account?.['hash'] ?? (await decoy))
  const failure = await inOne(async (db) => {
    const isFine = account?.['hash'] && isRight && !account['suspended']
    const late = await hit(db, WRONG_ONES[0], email, WRONG_ONES[1], !isFine)
    if (late) return late
    if (isFine) await db.put('window', `${WRONG_ONES[0]}:${email}`, { hits: 0, ends: 0 })
    return isFine ? undefined : wrong()
  })
  if (failure?.status === 401) alarm('login.failed', { accountId: account?.['id'] })
  if (failure || !account) throw failure ?? wrong()
  if (bcrypt.getRounds(account['hash']) >= settings.cost) return account
  const hash = await hashed(password)
  return inOne(async (db) => {
    const now = await db.get('account', account['id'])
    if (now?.['hash'] !== account['hash']) return now ?? account
    await db.put('account', account['id'], { ...now, hash })
    return { ...now, hash }
  })
}

export async function accountBy(db: Work, example: object): Promise<Doc | undefined> {
  return (await db.where('account', example))[0]
}

/** Every change of a password goes through here. */
export async function setPassword(db: Work, id: string, hash: string): Promise<void> {
  const account = await db.get('account', id)
  await db.put('account', id, { ...account, hash, era: (account?.['era'] ?? 0) + 1 })
  await db.drop('session', { account: id })
  await db.drop('reset', { account: id })
}

/** Throws where the account has become another since it was read. */
export function beginSession({ id, era = 0 }: Doc): Promise<Doc> {
  return inOne(async (db) => {
    const now = await db.get('account', id)
    if (!now || now['suspended'] || (now['era'] ?? 0) !== era) throw wrong()
    const session = { id: secretText(), account: id, step: 1, at: Date.now() }
    await db.put('session', session.id, session)
    return session
  })
}

const sealOf = (id: string, step: number) =>
  createHmac('sha256', settings.refreshKey).update(`${id} ${step}`).digest('base64url')
/** Which session, and its how manieth token. */
export const refreshToken = ({ id, step }: Doc) => `${id}.${step}.${sealOf(id, step)}`

export function readRefresh(token: string): { id: string; step: number } | undefined {
  const [id = '', step = '', seal = ''] = token.split('.')
  const [given, own] = [Buffer.from(seal), Buffer.from(sealOf(id, Number(step)))]
  return given.length === own.length && timingSafeEqual(given, own) ? { id, step: Number(step) } : undefined
}

export async function exchange(token: string): Promise<Doc> {
  const presented = readRefresh(token)
  if (!presented) throw nobody()
  const session = await inOne(async (db) => {
    const found = await db.get('session', presented.id)
    if (!found || Date.now() >= found['at'] + settings.refresh * 1000) return undefined
    const owner = await db.get('account', found['account'])
    if (!owner || owner['suspended']) return undefined
    if (presented.step === found['step']) {
      const next = { ...found, step: found['step'] + 1, at: Date.now() }
      await db.put('session', found['id'], next)
      return next
    }
    if (presented.step === found['step'] - 1 && Date.now() - found['at'] < settings.grace * 1000) return found
    await db.drop('session', { id: found['id'] })
    alarm('refresh.reused', { accountId: found['account'] })
    return undefined
  })
  if (!session) throw nobody()
  return session
}

export const accessToken = (id: string) =>
  new SignJWT()
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(id)
    .setIssuedAt()
    .setExpirationTime(`${settings.access}s`)
    .sign(settings.accessKey)

/** The account that a request comes from, as it is now. */
export async function caller(authorization = ''): Promise<Doc> {
  const [scheme, token = ''] = authorization.split(' ')
  if (scheme !== 'Bearer' || !token) throw nobody()
  const options = { algorithms: ['HS256'], requiredClaims: ['sub', 'exp'] }
  const sub = await jwtVerify(token, settings.accessKey, options).then(
    ({ payload }) => payload.sub ?? '',
    () => '',
  )
  const account = sub ? await inOne((db) => accountBy(db, { id: sub })) : undefined
  if (!account || account['suspended']) throw nobody()
  return account
}
