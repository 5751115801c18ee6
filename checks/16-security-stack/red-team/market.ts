/**
 * The market that red-team attacks, on loopback in the process of the checks. Each of its holes is open, or closed in one of
 * two ways, as people really close them: 'strict' refuses, 'lenient' takes the request and makes it harmless.
 */
import { randomUUID, scryptSync } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { afterAll, serviceUrl } from 'backend-workbook/check'
import { Client } from 'pg'
import type { Target } from '../../../exercises/16-security-stack/red-team.ts'
import { Browser } from '../../../lessons/16-security-stack/demo/parts/browser.ts'
import type { Hole, Secrets, State } from './holes.ts'
import { COMMON_PASSWORDS, WATCHED_HEADERS } from './lists.ts'
import { buildMarket } from './routes.ts'

/** What the market really did, for evidence that is a deed. */
export interface Witness {
  /** Of the attacker's account. */
  role: string
  /** Of the victim's account. */
  iban: string
  /** Bytes of the largest import that was taken. */
  imported: number
  /** What is served at the path that was given as evidence. */
  page: string
}

let connection: Promise<Client> | undefined

afterAll(async () => {
  await (await connection)?.end()
})

const TABLES = `
  CREATE TABLE accounts (id integer PRIMARY KEY, email text UNIQUE, password text, name text,
    phone text DEFAULT '', iban text DEFAULT '', role text DEFAULT 'retailer');
  CREATE TABLE products (id integer PRIMARY KEY, title text, price_cents integer);
  CREATE TABLE reviews (id serial, product_id integer, account_id integer, text text, website text);
  CREATE TABLE orders (id integer PRIMARY KEY, account_id integer, note text);
  CREATE TABLE vendor_keys (vendor text, api_key text);
  INSERT INTO products VALUES (1, 'Rye', 250), (2, 'Oats', 180), (7, 'Plain barley', 320);`

const secret = (kind: string) => `${kind}-${randomUUID().slice(0, 13)}`

/** Runs an attack against a market of its own in which one hole is in the given state, and all others are open. */
export async function attacked<T>(
  hole: Hole,
  state: State,
  attack: (target: Target) => Promise<T>,
): Promise<{ evidence: T | string; secrets: Secrets; witness: Witness }> {
  connection ??= connect()
  const db = await connection
  const orderId = 20 + Math.floor(Math.random() * 1000)
  const secrets: Secrets = {
    apiKey: secret('key'),
    notes: [secret('gate'), secret('gate')],
    iban: secret('DE'),
    warehousePassword: secret('pw'),
    missing: someOf(WATCHED_HEADERS),
    password: COMMON_PASSWORDS[6 + Math.floor(Math.random() * (COMMON_PASSWORDS.length - 6))] ?? '',
  }
  await fill(db, secrets, orderId)
  const states = (asked: Hole): State => (asked === hole ? state : 'open')
  const { app, sessions, imports } = buildMarket(db, states, secrets, orderId)
  const server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  sessions.set('attacker', 1).set('victim', 2)
  const browser = new Browser(url)
  browser.keep(`session=victim; Path=/; SameSite=${hole === 'csrf' && state === 'lenient' ? 'Lax' : 'None; Secure'}`)
  const target: Target = {
    fetch: (path, init) => fetch(url + path, { redirect: 'manual', ...init }),
    me: { email: 'you@attack.example', cookie: 'session=attacker', orderId },
    victim: {
      email: 'victim@mill.example',
      visit: (path) => browser.visit(path),
      submitFrom: (origin, path, fields) => browser.submitFrom(origin, path, fields),
      fetchFrom: (origin, path, request) => browser.fetchFrom(origin, path, request),
    },
  }
  try {
    const evidence = await attack(target).catch((error: unknown) => `it threw ${String(error)}`)
    const { rows } = await db.query('SELECT role, iban FROM accounts ORDER BY id')
    const isPath = typeof evidence === 'string' && evidence.startsWith('/')
    const page = isPath ? await (await fetch(url + evidence)).text() : ''
    const witness: Witness = { role: rows[0].role, iban: rows[1].iban, imported: Math.max(0, ...imports), page }
    return { evidence, secrets, witness }
  } finally {
    server.close()
    server.closeAllConnections()
  }
}

async function connect(): Promise<Client> {
  const client = new Client({ connectionString: serviceUrl('postgres') })
  await client.connect()
  await client.query(TABLES)
  return client
}

/** With one query, since there are many markets. No value has a quote in it. */
async function fill(db: Client, { apiKey, notes, iban, password }: Secrets, orderId: number): Promise<void> {
  const hash = `salt:${scryptSync(password, 'salt', 32, { N: 1024 }).toString('hex')}`
  const [before, after] = notes
  await db.query(`
    DELETE FROM accounts; DELETE FROM reviews; DELETE FROM orders; DELETE FROM vendor_keys;
    INSERT INTO accounts VALUES (1, 'you@attack.example', 'salt:00', 'You', '', 'DE-yours', 'retailer'),
      (2, 'victim@mill.example', '${hash}', 'Mill', '', '${iban}', 'retailer');
    INSERT INTO orders VALUES (${orderId - 1}, 2, '${before}'), (${orderId}, 1, 'yours'), (${orderId + 1}, 2, '${after}');
    INSERT INTO vendor_keys VALUES ('North Mill', '${apiKey}')`)
}

/** At least one of them. */
function someOf(names: readonly string[]): string[] {
  const chosen = names.filter(() => Math.random() < 0.5)
  return chosen.length > 0 ? chosen : names.slice(1, 2)
}
