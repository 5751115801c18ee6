/** The learner's marketplace with a database that the checks fill, people who are logged in, and requests to it. */
import { scryptSync } from 'node:crypto'
import { type App, afterAll, serviceUrl, sharedApp } from 'backend-workbook/check'
import { Client } from 'pg'

export const ORIGINS = ['https://market.example', 'https://app.market.example'] as const
export const [FRONTEND] = ORIGINS

const TABLES = `
  CREATE TABLE accounts (
    id serial PRIMARY KEY, email text NOT NULL UNIQUE, password text NOT NULL, name text NOT NULL,
    phone text NOT NULL DEFAULT '', iban text NOT NULL DEFAULT 'DE00', role text NOT NULL DEFAULT 'retailer');
  CREATE TABLE products (id serial PRIMARY KEY, title text NOT NULL, price_cents integer NOT NULL DEFAULT 100);
  CREATE TABLE reviews (
    id serial PRIMARY KEY, product_id integer NOT NULL REFERENCES products, account_id integer NOT NULL REFERENCES accounts,
    text text NOT NULL, website text NOT NULL DEFAULT '');
  CREATE TABLE orders (id serial PRIMARY KEY, account_id integer NOT NULL REFERENCES accounts, note text NOT NULL);`

export const PASSWORD = 'oats and barley'
const HASH = `salt:${scryptSync(PASSWORD, 'salt', 32, { N: 1024 }).toString('hex')}`

let opening: Promise<Client> | undefined

afterAll(async () => {
  await (await opening)?.end()
})

/** A connection of the checks' own. */
export function database(): Promise<Client> {
  opening ??= (async () => {
    const client = new Client({ connectionString: serviceUrl('postgres') })
    await client.connect()
    await client.query(TABLES)
    return client
  })()
  return opening
}

export async function server(): Promise<App> {
  await database()
  return sharedApp({ env: { ALLOWED_ORIGINS: ORIGINS.join(',') } })
}

export interface Person {
  id: number
  email: string
  cookie: string
}

let people = 0

/** An account, which may never have logged in. */
export async function register(given: { email?: string; name?: string; role?: string } = {}): Promise<Person> {
  people += 1
  const { email = `person-${people}@mill.example`, name = `Person ${people}`, role = 'retailer' } = given
  const db = await database()
  const { rows } = await db.query(
    'INSERT INTO accounts (email, password, name, role) VALUES ($1, $2, $3, $4) RETURNING id',
    [email, HASH, name, role],
  )
  return { id: rows[0].id, email, cookie: '' }
}

/** The same, logged in. */
export async function person(given: Parameters<typeof register>[0] = {}): Promise<Person> {
  const registered = await register(given)
  const answer = await ask('/login', { json: { email: registered.email, password: PASSWORD } })
  const [cookie = ''] = (answer.headers.get('set-cookie') ?? '').split(';')
  if (answer.status !== 200 || !cookie) {
    throw new Error(`POST /login with the right password was answered with ${answer.status} and the cookie "${cookie}"`)
  }
  return { ...registered, cookie }
}

export async function product(title = 'Oats'): Promise<number> {
  const db = await database()
  const { rows } = await db.query('INSERT INTO products (title) VALUES ($1) RETURNING id', [title])
  return rows[0].id
}

/** A row of `accounts`, as the database has it now. */
export async function accountRow(id: number): Promise<Record<string, unknown>> {
  const db = await database()
  const { rows } = await db.query('SELECT name, phone, iban, role FROM accounts WHERE id = $1', [id])
  return rows[0]
}

export interface Ask {
  method?: string
  as?: Person
  json?: unknown
  form?: Record<string, string>
  csv?: string
  headers?: Record<string, string>
}

export interface Answer {
  status: number
  headers: Headers
  text: string
  /** Parsed where it is JSON. */
  body: unknown
}

/** A request to the shared server, or to another one. With a body it is a POST unless it says otherwise. */
export async function ask(path: string, options: Ask = {}, app?: App): Promise<Answer> {
  const { as, json, form, csv } = options
  const [type, body] =
    json !== undefined
      ? ['application/json', typeof json === 'string' ? json : JSON.stringify(json)]
      : form
        ? ['application/x-www-form-urlencoded', new URLSearchParams(form).toString()]
        : [csv === undefined ? undefined : 'text/csv', csv]
  const headers = { ...(type && { 'content-type': type }), ...(as && { cookie: as.cookie }), ...options.headers }
  const method = options.method ?? (body === undefined ? 'GET' : 'POST')
  const response = await (app ?? (await server())).fetch(path, {
    method,
    headers,
    redirect: 'manual',
    ...(body !== undefined && { body }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, body: parsed(text) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Status and body, as a failing check shows them. */
export const seen = ({ status, body }: Answer): unknown => ({ status, body })

/** What an answer that failed must look like, at least. */
export const failed = (status: number, code: string) => ({ status, error: code })

/** The same of an answer. */
export function failure({ status, body }: Answer): unknown {
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : body
  return { status, error }
}
