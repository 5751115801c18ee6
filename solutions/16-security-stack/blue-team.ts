import { randomInt, randomUUID, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import cookieParser from 'cookie-parser'
import cors from 'cors'
import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler, Router } from 'express'
import helmet from 'helmet'
import { Query } from 'mingo'
import { Pool } from 'pg'
import { z } from 'zod'

/** The marketplace. A value of a request is checked before it is used, and encoded for the place where it is put. */
export function buildApp(): Express {
  const db = new Pool({ connectionString: process.env['DATABASE_URL'], max: 4 })
  const market: Market = { db, sessions: new Map(), pickups: new Pickups() }
  const origins = (process.env['ALLOWED_ORIGINS'] ?? '').split(',')
  const app = express()
  app.use(helmet())
  app.use(cors({ origin: origins, credentials: true }))
  app.use(refuseStrangers(origins))
  app.use(express.json({ limit: '16kb' }), express.urlencoded({ limit: '16kb', extended: false }), cookieParser())
  app.use(login(market), catalogue(market), orders(market), account(market))
  app.use(() => {
    throw new HttpError(404, 'not_found')
  })
  app.use(answerError)
  return app
}

interface Market {
  db: Pool
  /** Account ids by token. */
  sessions: Map<string, number>
  pickups: Pickups
}

/** SameSite keeps most browsers from sending the cookie; the Origin tells of those that sent it. */
function refuseStrangers(origins: string[]): RequestHandler {
  return ({ method, headers }, _response, next) => {
    const reads = method === 'GET' || method === 'HEAD' // cors() has answered OPTIONS
    if (reads || headers.origin === undefined || origins.includes(headers.origin)) next()
    else throw new HttpError(403, 'forbidden')
  }
}

function login({ db, sessions }: Market): Router {
  const routes = Router()
  const failures = new FailureCount(5, Number(process.env['LOGIN_WINDOW_MS'] ?? 15 * 60_000))

  routes.post('/login', async (request, response) => {
    const body = parse(z.object({ email: z.string(), password: z.string() }), request.body)
    const email = body.email.toLowerCase()
    // Counted before it is known: guesses that come at once must not all find the count at zero.
    const waitMs = failures.add(email)
    if (waitMs > 0) {
      response.set('Retry-After', String(Math.ceil(waitMs / 1000)))
      throw new HttpError(429, 'too_many')
    }
    const { rows } = await db.query('SELECT id, name, password FROM accounts WHERE email = $1', [email])
    const [found] = rows
    if (!(await passwordFits(body.password, found?.password)) || !found) throw new HttpError(401, 'unauthorized')
    failures.forget(email)
    const token = randomUUID()
    sessions.set(token, found.id)
    response.cookie('session', token, { httpOnly: true, sameSite: 'lax' })
    response.json({ data: { id: found.id, name: found.name } })
  })
  return routes
}

function catalogue(market: Market): Router {
  const { db } = market
  const routes = Router()

  routes.get('/products', async (request, response) => {
    const { q } = parse(z.object({ q: z.string().default('') }), request.query)
    const { rows } = await db.query(
      `SELECT id, title, price_cents AS "priceCents" FROM products
       WHERE strpos(lower(title), lower($1)) > 0 ORDER BY id`,
      [q],
    )
    response.json({ data: rows })
  })

  routes.get('/products/:id', async (request, response) => {
    const id = idIn(request)
    const { rows: products } = await db.query('SELECT title FROM products WHERE id = $1', [id])
    if (!products[0]) throw new HttpError(404, 'not_found')
    const { rows: reviews } = await db.query(
      `SELECT name AS author, text, website FROM reviews r JOIN accounts a ON a.id = account_id
       WHERE product_id = $1 ORDER BY r.id`,
      [id],
    )
    response.type('html').send(page(products[0].title, reviews))
  })

  routes.post('/products/:id/reviews', async (request, response) => {
    const { id } = await accountOf(request, market)
    const { text, website } = parse(z.object({ text: z.string(), website: z.string().default('') }), request.body)
    const { rowCount } = await db.query(
      `INSERT INTO reviews (product_id, account_id, text, website)
       SELECT id, $2, $3, $4 FROM products WHERE id = $1`,
      [idIn(request), id, text, website],
    )
    if (rowCount === 0) throw new HttpError(404, 'not_found')
    response.sendStatus(201)
  })

  routes.get('/products/:id/stock', async (request, response) => {
    response.json({ data: await askWarehouse(idIn(request)) })
  })
  return routes
}

function orders(market: Market): Router {
  const { db, pickups } = market
  const routes = Router()

  routes.post('/orders', async (request, response) => {
    const { id: accountId } = await accountOf(request, market)
    const { note } = parse(z.object({ note: z.string() }), request.body)
    const { rows } = await db.query('INSERT INTO orders (account_id, note) VALUES ($1, $2) RETURNING id', [
      accountId,
      note,
    ])
    const { id } = rows[0]
    const code = String(randomInt(100_000, 1_000_000))
    pickups.add({ order: id, code, note })
    response.status(201).json({ data: { id, code } })
  })

  routes.get('/orders/:id', async (request, response) => {
    const { id: accountId, role } = await accountOf(request, market)
    const { rows } = await db.query('SELECT id, note FROM orders WHERE id = $1 AND (account_id = $2 OR $3)', [
      idIn(request),
      accountId,
      role === 'staff',
    ])
    if (!rows[0]) throw new HttpError(404, 'not_found')
    response.json({ data: rows[0] })
  })

  routes.post('/pickups', (request, response) => {
    const { order, code } = parse(z.object({ order: z.number(), code: z.string() }), request.body)
    const pickup = pickups.findOne({ order, code })
    if (!pickup) throw new HttpError(404, 'not_found')
    response.json({ data: { note: pickup.note } })
  })
  return routes
}

function account(market: Market): Router {
  const { db } = market
  const routes = Router()

  routes.get('/account', async (request, response) => {
    const { email, name, phone, iban, role } = await accountOf(request, market)
    response.json({ data: { email, name, phone, iban, role } })
  })

  routes.patch('/account', async (request, response) => {
    const { id } = await accountOf(request, market)
    const changes = z.strictObject({ name: z.string().optional(), phone: z.string().optional() })
    const { name, phone } = parse(changes, request.body)
    const statement = 'UPDATE accounts SET name = coalesce($2, name), phone = coalesce($3, phone) WHERE id = $1'
    await db.query(statement, [id, name, phone])
    response.sendStatus(204)
  })

  routes.post('/account/payout', async (request, response) => {
    const { id } = await accountOf(request, market)
    const { iban } = parse(z.object({ iban: z.string() }), request.body)
    await db.query('UPDATE accounts SET iban = $2 WHERE id = $1', [id, iban])
    response.sendStatus(204)
  })

  routes.post('/imports', express.text({ type: 'text/csv', limit: '256kb' }), async (request, response) => {
    await accountOf(request, market)
    response.json({ data: { bytes: Buffer.byteLength(parse(z.string(), request.body)) } })
  })
  return routes
}

interface Account {
  id: number
  email: string
  name: string
  phone: string
  iban: string
  role: string
}

async function accountOf(request: Request, { db, sessions }: Market): Promise<Account> {
  const { rows } = await db.query<Account>('SELECT * FROM accounts WHERE id = $1', [
    sessions.get(request.cookies['session']),
  ])
  if (!rows[0]) throw new HttpError(401, 'unauthorized')
  return rows[0]
}

/** @throws HttpError 404: there is nothing with an id that is none */
function idIn({ params }: Request<{ id: string }>): number {
  if (!/^\d{1,9}$/.test(params.id)) throw new HttpError(404, 'not_found')
  return Number(params.id)
}

/** @throws HttpError 400 where the input has not the shape of the schema */
function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input)
  if (!result.success) throw new HttpError(400, 'bad_request')
  return result.data
}

interface Review {
  author: string
  text: string
  website: string
}

/** The page of a product, with what others think of it. */
function page(title: string, reviews: Review[]): string {
  const items = reviews.map(({ author, text, website }) => {
    const name = /^https?:\/\//i.test(website) ? `<a href="${asText(website)}">${asText(author)}</a>` : asText(author)
    return `<li title="by ${asText(author)}"><p>${asText(text)}</p>${name}</li>`
  })
  return `<!doctype html><html lang="en"><head><title>${asText(title)}</title></head>
<body><h1>${asText(title)}</h1><ul>${items.join('')}</ul></body></html>`
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function asText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}

/** Failures by name. After `limit` of them the name waits until `periodMs` after the first. */
class FailureCount {
  readonly #limit: number
  readonly #periodMs: number
  readonly #failures = new Map<string, { count: number; until: number }>()

  constructor(limit: number, periodMs: number) {
    this.#limit = limit
    this.#periodMs = periodMs
  }

  /** Counts one more, and gives 0; or counts nothing, and gives the milliseconds to wait. */
  add(name: string): number {
    const now = Date.now()
    for (const [other, { until }] of this.#failures) {
      if (until > now) break
      this.#failures.delete(other)
    }
    const entry = this.#failures.get(name) ?? { count: 0, until: now + this.#periodMs }
    if (entry.count >= this.#limit) return entry.until - now
    entry.count += 1
    this.#failures.set(name, entry)
    return 0
  }

  forget(name: string): void {
    this.#failures.delete(name)
  }
}

const derive = promisify<string, string, number, { N: number }, Buffer>(scrypt)

/** `stored` is `salt:hash`. Without one it takes as long, and gives false. */
async function passwordFits(password: string, stored = 'nobody:00'): Promise<boolean> {
  const [salt = '', hash = ''] = stored.split(':')
  const derived = await derive(password, salt, 32, { N: 1024 })
  const expected = Buffer.from(hash, 'hex')
  return expected.length === derived.length && timingSafeEqual(expected, derived)
}

interface Pickup {
  order: number
  code: string
  note: string
}

/** Stands for a collection in MongoDB: mingo evaluates a filter as MongoDB does, operators included. */
class Pickups {
  readonly #documents: Pickup[] = []
  add(pickup: Pickup): void {
    this.#documents.push(pickup)
  }
  findOne(filter: object): Pickup | undefined {
    const query = new Query({ ...filter })
    return this.#documents.find((document) => query.test({ ...document }))
  }
}

/** The warehouse is down today, and says so with more words than it should. */
async function askWarehouse(id: number): Promise<number> {
  throw new Error(`connect ECONNREFUSED while reading stock ${id} from http://market:hunter2@10.0.0.5/stock`)
}

/** A failure that the client may read about. */
class HttpError extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string) {
    super(code)
    this.status = status
    this.code = code
  }
}

const answerError: ErrorRequestHandler = (error, _request, response, _next) => {
  const failure = asHttpError(error)
  if (failure.status === 500) console.error(error)
  response.status(failure.status).json({ error: failure.code })
}

function asHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error
  const { status, expose, type } = Object(error)
  if (error instanceof URIError || (expose === true && type)) {
    return status === 413 ? new HttpError(413, 'too_large') : new HttpError(400, 'bad_request')
  }
  return new HttpError(500, 'internal')
}
