/** The routes of blue-team's marketplace, each hole with a switch. */
import { scryptSync } from 'node:crypto'
import express, { type ErrorRequestHandler, type Express, Router } from 'express'
import { Query } from 'mingo'
import type { Client } from 'pg'
import sanitizeHtml from 'sanitize-html'
import type { Hole, Secrets, State } from './holes.ts'
import { WATCHED_HEADERS } from './lists.ts'
import { accountOf, HttpError, type Market } from './sessions.ts'

const FRONTEND = 'https://market.example'

export function buildMarket(
  db: Client,
  state: (hole: Hole) => State,
  secrets: Secrets,
  orderId: number,
): { app: Express; sessions: Map<string, number>; imports: number[] } {
  const [before = '', after = ''] = secrets.notes
  const pickups = [
    { order: orderId - 1, code: '417320', note: before },
    { order: orderId, code: '900511', note: 'yours' },
    { order: orderId + 1, code: '662918', note: after },
  ]
  const market: Market = { db, state, secrets, sessions: new Map(), pickups, imports: [] }
  const app = express()
  app.disable('etag')
  app.use(headers(market), crossSite(market))
  app.use(express.json({ limit: '50mb' }), express.urlencoded({ limit: '50mb', extended: true }))
  app.use(login(market), catalogue(market), orders(market), account(market))
  const answerError: ErrorRequestHandler = (error, _request, response, _next) => {
    const { status = 500, message, stack } = Object(error)
    response.status(status).json(state('errors') === 'open' ? { error: status, message, stack } : { error: status })
  }
  app.use(answerError)
  return { app, sessions: market.sessions, imports: market.imports }
}

function headers({ state, secrets }: Market): Router {
  return Router().use((_request, response, next) => {
    const missing = state('headers') === 'open' ? secrets.missing : []
    for (const name of WATCHED_HEADERS) if (!missing.includes(name)) response.set(name, 'nosniff')
    next()
  })
}

function crossSite({ state }: Market): Router {
  return Router().use((request, response, next) => {
    const { origin } = request.headers
    const reads = ['GET', 'HEAD', 'OPTIONS'].includes(request.method)
    if (state('cors') === 'open') response.set('Access-Control-Allow-Origin', origin ?? '*')
    if (state('cors') === 'lenient') response.set('Access-Control-Allow-Origin', FRONTEND)
    response.set('Access-Control-Allow-Credentials', 'true')
    response.set('Access-Control-Allow-Headers', 'Content-Type')
    response.set('Access-Control-Allow-Methods', 'GET,POST,PATCH')
    if (state('csrf') === 'strict' && !reads && origin !== undefined && origin !== FRONTEND) throw new HttpError(403)
    if (request.method === 'OPTIONS') response.sendStatus(204)
    else next()
  })
}

function login({ db, state, sessions }: Market): Router {
  const failures = new Map<string, number>()
  return Router().post('/login', async (request, response) => {
    const { email, password } = Object(request.body)
    const before = failures.get(email) ?? 0
    if (state('brute-force') !== 'open' && before >= 5) {
      // Some say so, some answer like before.
      throw new HttpError(state('brute-force') === 'strict' ? 429 : 401)
    }
    // Before the first await: guesses that come at once are counted as well.
    failures.set(email, before + 1)
    const { rows } = await db.query('SELECT id, name, password FROM accounts WHERE email = $1', [String(email)])
    const [salt = '', hash] = String(rows[0]?.password ?? 'nobody:00').split(':')
    if (scryptSync(String(password), salt, 32, { N: 1024 }).toString('hex') !== hash) throw new HttpError(401)
    failures.delete(email)
    sessions.set(`login-${rows[0].id}`, rows[0].id)
    response.set('Set-Cookie', `session=login-${rows[0].id}; Path=/; SameSite=None; Secure`)
    response.json({ data: { id: rows[0].id, name: rows[0].name } })
  })
}

function catalogue(market: Market): Router {
  const { db, state, secrets } = market
  const routes = Router()
  routes.get('/products', async (request, response) => {
    const { q = '' } = request.query
    if (state('sql') === 'strict' && /[^\w ]/.test(String(q))) throw new HttpError(400)
    const select = 'SELECT id, title, price_cents AS "priceCents" FROM products WHERE title ILIKE'
    const { rows } =
      state('sql') === 'open'
        ? await db.query(`${select} '%${q}%' ORDER BY id`)
        : await db.query(`${select} $1 ORDER BY id`, [`%${q}%`])
    response.json({ data: rows })
  })
  routes.get('/products/:id', async (request, response) => {
    const { rows: products } = await db.query('SELECT title FROM products WHERE id::text = $1', [request.params.id])
    if (!products[0]) throw new HttpError(404)
    const { rows } = await db.query(
      `SELECT name AS author, text, website FROM reviews r JOIN accounts a ON a.id = account_id
       WHERE product_id::text = $1 ORDER BY r.id`,
      [request.params.id],
    )
    const safe = (text: string) => {
      if (state('xss') === 'open') return text
      return state('xss') === 'strict' ? asText(text) : sanitizeHtml(text)
    }
    const items = rows.map(({ author, text }) => `<li title="by ${asText(author)}"><p>${safe(text)}</p></li>`)
    response.send(
      `<!doctype html><title>${products[0].title}</title><h1>${products[0].title}</h1><ul>${items.join('')}</ul>`,
    )
  })
  routes.post('/products/:id/reviews', async (request, response) => {
    const { id } = await accountOf(request, market)
    const { text, website = '' } = Object(request.body)
    const statement = 'INSERT INTO reviews (product_id, account_id, text, website) VALUES ($1, $2, $3, $4)'
    await db.query(statement, [request.params.id, id, text, website])
    response.sendStatus(201)
  })
  routes.get('/products/:id/stock', ({ params }) => {
    const address = `http://market:${secrets.warehousePassword}@10.0.0.5/stock`
    throw new Error(`connect ECONNREFUSED while reading stock ${params.id} from ${address}`)
  })
  return routes
}

const asText = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

function orders(market: Market): Router {
  const { db, state, pickups } = market
  const routes = Router()
  routes.get('/orders/:id', async (request, response) => {
    const { id } = await accountOf(request, market)
    const { rows } = await db.query('SELECT id, account_id, note FROM orders WHERE id::text = $1', [request.params.id])
    if (!rows[0]) throw new HttpError(404)
    if (state('idor') !== 'open' && rows[0].account_id !== id)
      throw new HttpError(state('idor') === 'strict' ? 404 : 403)
    response.json({ data: { id: rows[0].id, note: rows[0].note } })
  })
  routes.post('/pickups', (request, response) => {
    const { order, code } = Object(request.body)
    if (state('nosql') === 'strict' && typeof code !== 'string') throw new HttpError(400)
    // Values, never operators: what $eq compares with is data.
    const filter = state('nosql') === 'open' ? { order, code } : { order: { $eq: order }, code: { $eq: code } }
    const query = new Query(filter)
    const pickup = pickups.find((each) => query.test({ ...each }))
    if (!pickup) throw new HttpError(404)
    response.json({ data: { note: pickup.note } })
  })
  return routes
}

function account(market: Market): Router {
  const { db, state, imports } = market
  const routes = Router()
  routes.get('/account', async (request, response) => {
    const { email, name, phone, iban, role } = await accountOf(request, market)
    response.json({ data: { email, name, phone, iban, role } })
  })
  routes.patch('/account', async (request, response) => {
    const { id } = await accountOf(request, market)
    for (const [field, value] of Object.entries(Object(request.body))) {
      const mine = ['name', 'phone'].includes(field)
      if (!mine && state('mass-assignment') === 'strict') throw new HttpError(400)
      if (!/^[a-z]+$/.test(field) || (!mine && state('mass-assignment') === 'lenient')) continue
      await db.query(`UPDATE accounts SET ${field} = $1 WHERE id = $2`, [value, id])
    }
    response.sendStatus(204)
  })
  routes.post('/account/payout', async (request, response) => {
    const { id } = await accountOf(request, market)
    await db.query('UPDATE accounts SET iban = $1 WHERE id = $2', [String(Object(request.body).iban), id])
    response.sendStatus(204)
  })
  routes.post('/imports', express.text({ type: 'text/csv', limit: '50mb' }), async (request, response) => {
    await accountOf(request, market)
    const bytes = Buffer.byteLength(String(request.body ?? ''))
    if (state('uploads') === 'strict' && bytes > 262_144) throw new HttpError(413)
    const taken = state('uploads') === 'lenient' ? Math.min(bytes, 262_144) : bytes
    imports.push(taken)
    response.json({ data: { bytes: taken } })
  })
  return routes
}
