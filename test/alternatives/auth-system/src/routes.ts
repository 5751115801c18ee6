import { randomUUID } from 'node:crypto'
import { createTransport } from 'nodemailer'
import { absent, anyText, email, Failure, fields, oneOf, text } from './failure.ts'
import {
  accessToken,
  accountBy,
  beginSession,
  caller,
  digest,
  exchange,
  hashed,
  hit,
  readRefresh,
  refreshToken,
  secretText,
  setPassword,
  withPassword,
} from './gate.ts'
import { alarm, countLogin } from './journal.ts'
import { settings } from './settings.ts'
import { type Doc, inOne } from './store.ts'

export interface Asked {
  body: unknown
  query: URLSearchParams
  cookies: Map<string, string>
  authorization: string
  address: string
  id: string
}
export interface Said {
  status: number
  data?: unknown
  headers?: Record<string, string>
  cookies?: string[]
}
export type Route = (asked: Asked) => Promise<Said>

const AUTH = '/api/v1/auth'
const mailer = createTransport(settings.smtp)
export const underWay = new Set<Promise<unknown>>()
const shown = ({ id, email: address, name, role }: Doc) => ({ id, email: address, name, role })
const forAdmins = (account: Doc) => ({ ...shown(account), suspended: account['suspended'] })
const password = text(10, 128)

export const refreshCookie = (value: string, seconds = settings.refresh) =>
  `refresh=${value}; Path=${AUTH}; Max-Age=${seconds}; Secure; HttpOnly; SameSite=Strict`
const noCookie = refreshCookie('', 0)

async function tokens(session: Doc): Promise<Said> {
  const data = { accessToken: await accessToken(session['account']), expiresIn: settings.access }
  return {
    status: 200,
    data,
    headers: { 'cache-control': 'no-store' },
    cookies: [refreshCookie(refreshToken(session))],
  }
}

export function addAccount(fieldsOf: Doc): Promise<Doc | undefined> {
  return inOne(async (db) => {
    await db.alone('accounts')
    if (await accountBy(db, { email: fieldsOf['email'] })) return undefined
    const account = { id: randomUUID(), role: 'retailer', suspended: false, era: 0, ...fieldsOf }
    await db.put('account', account.id, account)
    return account
  })
}

async function must(asked: Asked, ...roles: string[]): Promise<Doc> {
  const account = await caller(asked.authorization)
  if (roles.includes(account['role'])) return account
  alarm('access.denied', { accountId: account['id'] })
  throw new Failure(403, 'forbidden')
}

async function logIn(asked: Asked): Promise<Said> {
  const given = fields(asked.body, { email, password: anyText })
  try {
    const late = await inOne((db) => hit(db, 'login-address', asked.address, 50))
    if (late) throw late
    const session = await beginSession(await withPassword(given.email, given.password))
    countLogin('ok')
    alarm('login.ok', { accountId: session['account'] })
    return await tokens(session)
  } catch (error) {
    if (error instanceof Failure) countLogin(error.status === 429 ? 'limited' : 'failed')
    throw error
  }
}

async function mailLink(address: string): Promise<void> {
  const token = secretText()
  const account = await inOne(async (db) => {
    const found = await accountBy(db, { email: address })
    const row = { account: found?.['id'], token: digest(token), until: Date.now() + settings.reset * 1000 }
    if (found) await db.put('reset', found['id'], row)
    return found
  })
  if (!account) return
  const link = `${settings.url}/reset?token=${token}`
  await mailer.sendMail({
    from: 'market@market.example',
    to: address,
    subject: 'Your password',
    text: `Go on here: ${link}`,
  })
}

export const routes: Record<string, Route> = {
  async [`POST ${AUTH}/register`](asked) {
    const given = fields(asked.body, { email, password, name: text(1, 100, true) })
    const late = await inOne((db) => hit(db, 'register', asked.address, 20))
    if (late) throw late
    const account = await addAccount({ email: given.email, name: given.name, hash: await hashed(given.password) })
    if (!account) throw new Failure(409, 'conflict')
    alarm('account.registered', { accountId: account['id'] })
    return { status: 201, data: shown(account) }
  },
  [`POST ${AUTH}/login`]: logIn,
  async [`POST ${AUTH}/refresh`](asked) {
    return tokens(await exchange(asked.cookies.get('refresh') ?? ''))
  },
  async [`POST ${AUTH}/logout`](asked) {
    const presented = readRefresh(asked.cookies.get('refresh') ?? '')
    const [session] = presented ? await inOne((db) => db.where('session', { id: presented.id })) : []
    if (session) {
      await inOne((db) => db.drop('session', { id: session['id'] }))
      alarm('logout', { accountId: session['account'] })
    }
    return { status: 204, cookies: [noCookie] }
  },
  async [`POST ${AUTH}/logout-everywhere`](asked) {
    const { id } = await caller(asked.authorization)
    await inOne((db) => db.drop('session', { account: id }))
    alarm('logout.everywhere', { accountId: id })
    return { status: 204, cookies: [noCookie] }
  },
  async [`POST ${AUTH}/password`](asked) {
    const account = await caller(asked.authorization)
    const given = fields(asked.body, { password: anyText, newPassword: password })
    await withPassword(account['email'], given.password)
    const hash = await hashed(given.newPassword)
    await inOne((db) => setPassword(db, account['id'], hash))
    alarm('password.changed', { accountId: account['id'] })
    return { status: 204 }
  },
  async [`POST ${AUTH}/forgot`](asked) {
    const given = fields(asked.body, { email })
    const late = await inOne((db) => hit(db, 'forgot', given.email, 3))
    if (late) throw late
    const sent = mailLink(given.email).catch(() => alarm('mail.failed'))
    underWay.add(sent)
    void sent.finally(() => underWay.delete(sent))
    return { status: 202, data: { message: 'Look into your mailbox.' } }
  },
  async [`POST ${AUTH}/reset`](asked) {
    const given = fields(asked.body, { token: anyText, password })
    const hash = await hashed(given.password)
    const account = await inOne(async (db) => {
      const [row] = await db.where('reset', { token: digest(given.token) })
      const locked = row && (await db.get('reset', row['account']))
      if (locked?.['token'] !== digest(given.token) || locked['until'] <= Date.now()) return undefined
      await setPassword(db, locked['account'], hash)
      return locked['account']
    })
    if (!account) throw new Failure(400, 'invalid_token')
    alarm('password.reset', { accountId: account })
    return { status: 204 }
  },
  async 'GET /api/v1/me'(asked) {
    return { status: 200, data: shown(await caller(asked.authorization)) }
  },
  async 'PATCH /api/v1/me'(asked) {
    const { id } = await caller(asked.authorization)
    const { name } = fields(asked.body, { name: text(1, 100, true) })
    return inOne(async (db) => {
      const account = { ...(await db.get('account', id)), name }
      await db.put('account', id, account)
      return { status: 200, data: shown(account) }
    })
  },
  async 'GET /api/v1/admin/accounts'(asked) {
    await must(asked, 'admin')
    const wanted = asked.query.getAll('email')
    if (wanted.length > 1 || wanted[0]?.includes('\u0000')) throw new Failure(422, 'invalid')
    const example = wanted[0] === undefined ? {} : { email: wanted[0].trim().toLowerCase() }
    const all = await inOne((db) => db.where('account', example))
    all.sort((one, other) => (one['email'] < other['email'] ? -1 : 1))
    return { status: 200, data: all.slice(0, 100).map(forAdmins) }
  },
  async 'PATCH /api/v1/admin/accounts/:id'(asked) {
    const admin = await must(asked, 'admin')
    const changes = fields(
      asked.body,
      { role: oneOf('retailer', 'vendor', 'admin'), suspended: oneOf(true, false) },
      true,
    )
    if (asked.id === admin['id']) throw new Failure(409, 'conflict')
    return inOne(async (db) => {
      const found = await db.get('account', asked.id)
      if (!found) throw absent()
      const account = { ...found, ...changes }
      await db.put('account', asked.id, account)
      if (account['suspended']) await db.drop('session', { account: asked.id })
      alarm('account.changed', { accountId: asked.id, by: admin['id'] })
      return { status: 200, data: forAdmins(account) }
    })
  },
  async 'POST /api/v1/orders'(asked) {
    const { id } = await must(asked, 'retailer')
    const { note } = fields(asked.body, { note: text(1, 500) })
    const order = { id: randomUUID(), accountId: id, note, createdAt: new Date().toISOString() }
    await inOne((db) => db.put('order', order.id, order))
    return { status: 201, data: order }
  },
  async 'GET /api/v1/orders'(asked) {
    const { id, role } = await must(asked, 'retailer', 'admin')
    const searches = asked.query.getAll('search')
    if (searches.length > 1 || searches[0]?.includes('\u0000')) throw new Failure(422, 'invalid')
    const all = await inOne((db) => db.where('order', role === 'admin' ? {} : { accountId: id }))
    const needle = (searches[0] ?? '').toLowerCase()
    return { status: 200, data: all.filter(({ note }) => note.toLowerCase().includes(needle)).slice(0, 100) }
  },
  async 'GET /api/v1/orders/:id'(asked) {
    const { id, role } = await must(asked, 'retailer', 'admin')
    const order = await inOne((db) => db.get('order', asked.id))
    if (!order || (role !== 'admin' && order['accountId'] !== id)) throw absent()
    return { status: 200, data: order }
  },
  async 'DELETE /api/v1/orders/:id'(asked) {
    const { id } = await must(asked, 'retailer')
    if ((await inOne((db) => db.drop('order', { id: asked.id, accountId: id }))) === 0) throw absent()
    return { status: 204 }
  },
}

/** Of a person whom the provider knows. */
export async function accountOf(sub: string, claims: Doc): Promise<Doc | undefined> {
  const known = await inOne((db) => accountBy(db, { identity: { issuer: settings.oauth.issuer, sub } }))
  if (known) return known
  if (claims['email_verified'] !== true || typeof claims['email'] !== 'string') return undefined
  const address = claims['email'].toLowerCase()
  const added = {
    email: address,
    name: String(claims['name'] ?? address),
    identity: { issuer: settings.oauth.issuer, sub },
  }
  const account = await addAccount(added)
  if (account) alarm('account.registered', { accountId: account['id'] })
  return account
}
