import { randomInt, randomUUID, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import cookieParser from 'cookie-parser'
import express, { type ErrorRequestHandler, type Express, type Request, Router } from 'express'
import { Query } from 'mingo'
import { Pool } from 'pg'

/**
 * A small marketplace in which every feature works and nothing is safe. Close the holes and keep the features.
 * `DATABASE_URL` leads to these tables, which are there and filled before the app starts:
 *
 *   accounts (id serial, email text UNIQUE, in small letters, password text, name text, phone text, iban text,
 *             role text: 'retailer' or 'staff')
 *   products (id serial, title text, price_cents integer)
 *   reviews  (id serial, product_id integer, account_id integer, text text, website text)
 *   orders   (id serial, account_id integer, note text)
 *
 * The features, which must all still work, with the same answers, and without a new header or field in a request:
 *
 *   POST  /login                 { email, password }: { data: { id, name } } of the account, and the
 *                                cookie `session`; 401 otherwise
 *   GET   /products?q=           { data: [{ id, title, priceCents }] } by id: titles that contain q, in any case;
 *                                all products without q
 *   GET   /products/7            the product's page in HTML, with its reviews in the order of their ids;
 *                                404 for no such product
 *   POST  /products/7/reviews    { text, website } (website may be missing): 201, 404 for no such product
 *   POST  /orders                { note }: 201 { data: { id, code } }. The code is for the delivery partner
 *   GET   /orders/12             { data: { id, note } } for the account that placed it, and for staff
 *   POST  /pickups               { order, code }, without a session: { data: { note } }, 404 for a wrong code
 *   GET   /account               { data: { email, name, phone, iban, role } }
 *   PATCH /account               { name, phone }, both or one of them: 204
 *   POST  /account/payout        { iban }: 204
 *   POST  /imports               a text/csv of up to 256 KiB: { data: { bytes } }
 *   GET   /products/7/stock      500, since the warehouse is down today
 *
 * Reviews, orders, imports and accounts need a session: 401 without. Bodies but the import are JSON or urlencoded forms.
 * An error is `{ "error": code }` in JSON: bad_request 400, unauthorized 401, forbidden 403, not_found 404,
 * too_large 413, too_many 429, internal 500. Give them to the mistakes below as well.
 *
 * 1. SQL: no text of a request becomes part of a statement, in any route. In a search every character stands for
 *    itself, ' % _ and \ too. A q that was sent twice is 400. An id that no row can have, `seven` or 99999999999, is 404.
 * 2. NoSQL: a pickup's order is a number and its code a text. Anything else is 400.
 * 3. Fields: a field of a body that should be a text and is none (null is none), or is missing, is 400. In PATCH /account any field but
 *    name and phone is 400, and then nothing changes.
 * 4. XSS: a product's title, a review's text and its author's name are shown exactly as they were typed, as text. They
 *    add no element and no attribute to the page. That holds for what is in the database already.
 * 5. The author's name is a link to the website where that begins with http:// or https://, and no link otherwise.
 * 6. Orders: the order of another account is answered exactly as one that does not exist.
 * 7. CORS: the origins in `ALLOWED_ORIGINS` (a list with commas), and they alone, are answered with
 *    `Access-Control-Allow-Origin`: that origin, with credentials, and `Vary: Origin`. Their preflight allows PATCH and
 *    Content-Type. An origin is compared whole: scheme, host and port.
 * 8. CSRF: the cookie is HttpOnly, and its SameSite is Lax or Strict. A request other than GET, HEAD and OPTIONS that has
 *    an `Origin` which is not in `ALLOWED_ORIGINS`, `null` included, is 403 and changes nothing. Without an `Origin` it
 *    goes on: it is no browser's. GET changes nothing: GET /account/payout is 404 or 405.
 * 9. Headers: every answer to a GET, POST or PATCH, errors included, has a Content-Security-Policy that allows scripts
 *    from 'self' or from nowhere, and frame-ancestors 'self' or 'none'; X-Content-Type-Options: nosniff; a
 *    Referrer-Policy; Strict-Transport-Security of 180 days or more; and no X-Powered-By.
 * 10. Errors: JSON or a path that cannot be read is 400, an unknown route 404. No answer holds a word of the error behind it: no
 *    message, no stack, no statement. The error behind a 500 goes to stderr.
 * 11. Brute force: of the wrong passwords for one email, five in 15 minutes are answered 401, also when many come at
 *    once. Every login for this email after them is 429, whatever the password, whatever X-Forwarded-For says, however
 *    its letters are written, and whether or not it has an account. Others log in as before. A right password after
 *    fewer than five wrong ones forgets them. While five logins for an email are being compared, a sixth may be 429.
 * 12. `Retry-After` of that 429 says the whole seconds until 15 minutes since the first wrong one are over, and then the
 *    email starts anew. `LOGIN_WINDOW_MS`, where it is set, says another time than 15 minutes.
 * 13. Bodies: JSON and forms of more than 16 KiB (16,384 bytes) and imports of more than 256 KiB are 413.
 *
 * @example
 * await fetch(`${url}/products?q=%25`) // titles with a percent sign, and no others
 * await fetch(`${url}/pickups`, { method: 'POST', body: '{"order":1,"code":{"$ne":""}}', … }) // 400 { error: 'bad_request' }
 */
export function buildApp(): Express {
  const db = new Pool({ connectionString: process.env['DATABASE_URL'], max: 4 })
  const market: Market = { db, sessions: new Map(), pickups: new Pickups() }
  const app = express()
  app.use((request, response, next) => {
    response.set('Access-Control-Allow-Origin', request.get('origin') ?? '*')
    response.set('Access-Control-Allow-Credentials', 'true')
    response.set('Access-Control-Allow-Headers', 'Content-Type')
    response.set('Access-Control-Allow-Methods', 'GET,POST,PATCH')
    if (request.method === 'OPTIONS') response.sendStatus(204)
    else next()
  })
  app.use(express.json({ limit: '50mb' }), express.urlencoded({ limit: '50mb', extended: true }), cookieParser())
  app.use(login(market), catalogue(market), orders(market), account(market))
  app.use(answerError)
  return app
}

interface Market {
  db: Pool
  /** Account ids by token. */
  sessions: Map<string, number>
  pickups: Pickups
}

function login({ db, sessions }: Market): Router {
  const routes = Router()

  routes.post('/login', async (request, response) => {
    const { email, password } = request.body
    const { rows } = await db.query(`SELECT id, name, password FROM accounts WHERE email = '${email.toLowerCase()}'`)
    if (!(await passwordFits(password, rows[0]?.password))) throw new HttpError(401, 'unauthorized')
    const token = randomUUID()
    sessions.set(token, rows[0].id)
    response.cookie('session', token, { sameSite: 'none', secure: true })
    response.json({ data: { id: rows[0].id, name: rows[0].name } })
  })
  return routes
}

function catalogue(market: Market): Router {
  const { db } = market
  const routes = Router()

  routes.get('/products', async (request, response) => {
    const { q = '' } = request.query
    const { rows } = await db.query(
      `SELECT id, title, price_cents AS "priceCents" FROM products WHERE title ILIKE '%${q}%' ORDER BY id`,
    )
    response.json({ data: rows })
  })

  routes.get('/products/:id', async (request, response) => {
    const { id } = request.params
    const { rows: products } = await db.query(`SELECT title FROM products WHERE id = ${id}`)
    if (!products[0]) throw new HttpError(404, 'not_found')
    const { rows: reviews } = await db.query(
      `SELECT name AS author, text, website FROM reviews r JOIN accounts a ON a.id = account_id
       WHERE product_id = ${id} ORDER BY r.id`,
    )
    response.send(page(products[0].title, reviews))
  })

  routes.post('/products/:id/reviews', async (request, response) => {
    const { id } = await accountOf(request, market)
    const { text, website = '' } = request.body
    const { rowCount } = await db.query(
      `INSERT INTO reviews (product_id, account_id, text, website)
       SELECT id, ${id}, '${text}', '${website}' FROM products WHERE id = ${request.params.id}`,
    )
    if (rowCount === 0) throw new HttpError(404, 'not_found')
    response.sendStatus(201)
  })

  routes.get('/products/:id/stock', async (request, response) => {
    response.json({ data: await askWarehouse(request.params.id) })
  })
  return routes
}

function orders(market: Market): Router {
  const { db, pickups } = market
  const routes = Router()

  routes.post('/orders', async (request, response) => {
    const { id: accountId } = await accountOf(request, market)
    const { note } = request.body
    const { rows } = await db.query(
      `INSERT INTO orders (account_id, note) VALUES (${accountId}, '${note}') RETURNING id`,
    )
    const { id } = rows[0]
    const code = String(randomInt(100_000, 1_000_000))
    pickups.add({ order: id, code, note })
    response.status(201).json({ data: { id, code } })
  })

  routes.get('/orders/:id', async (request, response) => {
    await accountOf(request, market)
    const { rows } = await db.query(`SELECT id, note FROM orders WHERE id = ${request.params.id}`)
    if (!rows[0]) throw new HttpError(404, 'not_found')
    response.json({ data: rows[0] })
  })

  routes.post('/pickups', (request, response) => {
    const { order, code } = request.body
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
    for (const [field, value] of Object.entries(request.body)) {
      await db.query(`UPDATE accounts SET ${field} = '${value}' WHERE id = ${id}`)
    }
    response.sendStatus(204)
  })

  routes.all('/account/payout', async (request, response) => {
    const { id } = await accountOf(request, market)
    const iban = request.body?.iban ?? request.query['iban']
    await db.query(`UPDATE accounts SET iban = '${iban}' WHERE id = ${id}`)
    response.sendStatus(204)
  })

  routes.post('/imports', express.text({ type: 'text/csv', limit: '50mb' }), async (request, response) => {
    await accountOf(request, market)
    response.json({ data: { bytes: Buffer.byteLength(request.body) } })
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

interface Review {
  author: string
  text: string
  website: string
}

/** The page of a product, with what others think of it. */
function page(title: string, reviews: Review[]): string {
  const items = reviews.map(({ author, text, website }) => {
    const name = website ? `<a href="${website}">${author}</a>` : author
    return `<li title="by ${author}"><p>${text}</p>${name}</li>`
  })
  return `<!doctype html><html lang="en"><head><title>${title}</title></head>
<body><h1>${title}</h1><ul>${items.join('')}</ul></body></html>`
}

const derive = promisify<string, string, number, { N: number }, Buffer>(scrypt)

/** `stored` is `salt:hash`. The cost is low, so that checks are quick: day 13 has the right one. This is no hole of today. */
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

/** Stands for a collection in MongoDB: mingo evaluates a filter as MongoDB does, operators included. It is not yours to change. */
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

/** The warehouse is down today, and says so with more words than it should. It is not yours to change. */
async function askWarehouse(id: number | string): Promise<number> {
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
  response
    .status(error.status ?? 500)
    .json({ error: error.code ?? 'internal', message: error.message, stack: error.stack })
}
