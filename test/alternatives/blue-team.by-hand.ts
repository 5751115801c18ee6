/** Nothing but Express and pg: headers, CORS, cookies, validation and limits by hand, logins of one account in a row, pages joined from parts. */
import { randomBytes, scryptSync } from 'node:crypto'
import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import pg from 'pg'

const ORIGINS = new Set((process.env['ALLOWED_ORIGINS'] ?? '').split(',').map((origin) => origin.trim()))
const WINDOW_MS = Number(process.env['LOGIN_WINDOW_MS'] || 900_000)
const db = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: 2 })

class Refusal {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string) {
    this.status = status
    this.code = code
  }
}
const bad = () => new Refusal(400, 'bad_request')
const missing = () => new Refusal(404, 'not_found')

const sessions: Record<string, number> = Object.create(null)
const pickups = new Map<string, string>()
const attempts = new Map<string, { wrong: number; since: number; turn: Promise<unknown> }>()

export function buildApp(): Express {
  const app = express()
  app.disable('x-powered-by')
  app.use(guard)
  app.use(express.json({ limit: 16 * 1024 }), express.urlencoded({ limit: 16 * 1024, extended: true }))

  app.post('/login', (request, response) => inTurn(text(request, 'email').toLowerCase(), request, response))
  app.get('/products', async ({ query: { q = '' } }, response) => {
    if (typeof q !== 'string') throw bad()
    const pattern = `%${q.replace(/[\\%_]/g, '\\$&')}%`
    const { rows } = await db.query('SELECT id, title, price_cents FROM products WHERE title ILIKE $1 ORDER BY 1', [
      pattern,
    ])
    response.json({ data: rows.map(({ id, title, price_cents }) => ({ id, title, priceCents: price_cents })) })
  })
  app.get('/products/:id', async ({ params }, response) => {
    const product = await row('SELECT title FROM products WHERE id = $1', [number(params.id)])
    const { rows } = await db.query(
      'SELECT a.name, r.text, r.website FROM reviews r, accounts a WHERE a.id = r.account_id AND r.product_id = $1 ORDER BY r.id',
      [number(params.id)],
    )
    response.set('Content-Type', 'text/html; charset=utf-8')
    response.send(html(product['title'], rows))
  })
  app.post('/products/:id/reviews', async (request, response) => {
    const me = await who(request)
    const { id } = await row('SELECT id FROM products WHERE id = $1', [number(request.params.id)])
    const website = request.body.website === undefined ? '' : text(request, 'website')
    await db.query('INSERT INTO reviews (product_id, account_id, text, website) VALUES ($1, $2, $3, $4)', [
      id,
      me['id'],
      text(request, 'text'),
      website,
    ])
    response.status(201).end()
  })
  app.get('/products/:id/stock', ({ params }) => {
    throw new Error(`connect ECONNREFUSED while reading stock ${params.id} from http://market:hunter2@10.0.0.5/stock`)
  })
  app.post('/orders', async (request, response) => {
    const me = await who(request)
    const note = text(request, 'note')
    const { id } = await row('INSERT INTO orders (account_id, note) VALUES ($1, $2) RETURNING id', [me['id'], note])
    const code = randomBytes(4).toString('hex')
    pickups.set(`${id} ${code}`, note)
    response.status(201).json({ data: { id, code } })
  })
  app.get('/orders/:id', async (request, response) => {
    const me = await who(request)
    const order = await row('SELECT * FROM orders WHERE id = $1', [number(request.params.id)])
    if (order['account_id'] !== me['id'] && me['role'] !== 'staff') throw missing()
    response.json({ data: { id: order['id'], note: order['note'] } })
  })
  app.post('/pickups', (request, response) => {
    if (typeof request.body.order !== 'number') throw bad()
    const note = pickups.get(`${request.body.order} ${text(request, 'code')}`)
    if (note === undefined) throw missing()
    response.json({ data: { note } })
  })
  app.get('/account', async (request, response) => {
    const { email, name, phone, iban, role } = await who(request)
    response.json({ data: { email, name, phone, iban, role } })
  })
  app.patch('/account', async (request, response) => {
    const me = await who(request)
    const fields = Object.keys(request.body)
    if (fields.some((field) => field !== 'name' && field !== 'phone')) throw bad()
    for (const field of fields) text(request, field)
    for (const field of fields)
      await db.query(`UPDATE accounts SET ${field} = $1 WHERE id = $2`, [request.body[field], me['id']])
    response.status(204).end()
  })
  app.post('/account/payout', async (request, response) => {
    const me = await who(request)
    await db.query('UPDATE accounts SET iban = $1 WHERE id = $2', [text(request, 'iban'), me['id']])
    response.status(204).end()
  })
  app.post('/imports', express.raw({ type: 'text/csv', limit: 256 * 1024 }), async (request, response) => {
    await who(request)
    response.json({ data: { bytes: request.body.length } })
  })
  app.all('/{*rest}', () => {
    throw missing()
  })
  app.use(answer)
  return app
}

function guard(request: Request, response: Response, next: NextFunction): void {
  const { origin } = request.headers
  response.set({
    'Content-Security-Policy': "default-src 'none'; img-src 'self'; frame-ancestors 'none'",
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'same-origin',
    'Strict-Transport-Security': 'max-age=15552000',
    Vary: 'Origin',
  })
  if (origin !== undefined && ORIGINS.has(origin)) {
    response.set({ 'Access-Control-Allow-Origin': origin, 'Access-Control-Allow-Credentials': 'true' })
  } else if (origin !== undefined && /^(POST|PATCH|PUT|DELETE)$/.test(request.method))
    throw new Refusal(403, 'forbidden')
  if (request.method !== 'OPTIONS') {
    next()
    return
  }
  response.set({ 'Access-Control-Allow-Methods': 'POST, PATCH', 'Access-Control-Allow-Headers': 'Content-Type' })
  response.status(200).end()
}

/** Logins for one email wait for one another, so that each knows what became of those before. */
function inTurn(email: string, request: Request, response: Response): Promise<void> {
  const now = Date.now()
  let entry = attempts.get(email)
  if (!entry || now >= entry.since + WINDOW_MS) entry = { wrong: 0, since: now, turn: Promise.resolve() }
  attempts.set(email, entry)
  const mine = entry
  const done = mine.turn.then(async () => {
    const password = text(request, 'password')
    if (mine.wrong >= 5) {
      response.set('Retry-After', `${Math.max(1, Math.ceil((mine.since + WINDOW_MS - Date.now()) / 1000))}`)
      throw new Refusal(429, 'too_many')
    }
    const { rows } = await db.query('SELECT * FROM accounts WHERE email = $1', [email])
    const [salt = 'nobody', hash = ''] = rows[0]?.password.split(':') ?? []
    if (scryptSync(password, salt, 32, { N: 1024 }).toString('hex') !== hash) {
      if (mine.wrong++ === 0) mine.since = Date.now()
      throw new Refusal(401, 'unauthorized')
    }
    attempts.delete(email)
    const token = randomBytes(16).toString('hex')
    sessions[token] = rows[0].id
    response.set('Set-Cookie', `session=${token}; Path=/; HttpOnly; SameSite=Strict`)
    response.json({ data: { id: rows[0].id, name: rows[0].name } })
  })
  mine.turn = done.catch(() => undefined)
  return done
}

function text(request: Request, field: string): string {
  const value: unknown = request.body?.[field]
  if (typeof value !== 'string') throw bad()
  return value
}

function number(id: string): number {
  const value = Number(id)
  if (!/^\d+$/.test(id) || value > 2 ** 31 - 1) throw missing()
  return value
}

async function row(statement: string, values: unknown[]): Promise<Record<string, string>> {
  const { rows } = await db.query(statement, values)
  if (rows.length === 0) throw missing()
  return rows[0]
}

async function who(request: Request): Promise<Record<string, string>> {
  const cookies = (request.headers.cookie ?? '').split(/; */).map((pair) => pair.split('='))
  const [, token = ''] = cookies.find(([name]) => name === 'session') ?? []
  const { rows } = await db.query('SELECT * FROM accounts WHERE id = $1', [sessions[token] ?? 0])
  if (rows.length === 0) throw new Refusal(401, 'unauthorized')
  return rows[0]
}

const safe = (value: unknown) => String(value).replace(/[^\w ]/gu, (character) => `&#${character.codePointAt(0)};`)

function html(title: unknown, reviews: Record<string, string>[]): string {
  const parts = ['<!DOCTYPE html>', '<title>', safe(title), '</title>', '<h2>', safe(title), '</h2>']
  for (const { name = '', text, website = '' } of reviews) {
    const linked = website.startsWith('https://') || website.startsWith('http://')
    const author = linked ? `<a rel='nofollow' href='${safe(website)}'>${safe(name)}</a>` : safe(name)
    parts.push('<section><blockquote>', safe(text), '</blockquote>', '<cite>', author, '</cite></section>')
  }
  return parts.join('')
}

function answer(error: unknown, _request: Request, response: Response, _next: NextFunction): void {
  let { status, code } = error instanceof Refusal ? error : { status: 500, code: 'internal' }
  if (error instanceof URIError) [status, code] = [400, 'bad_request']
  const { type } = Object(error)
  if (type === 'entity.too.large') [status, code] = [413, 'too_large']
  else if (typeof type === 'string') [status, code] = [400, 'bad_request']
  if (status === 500) console.error(error)
  response.status(status).json({ error: code, message: 'see the code' })
}
