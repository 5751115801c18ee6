import { Pool, type PoolClient } from 'pg'
import { log } from './log.ts'

/** A crowd in front of one product waits for its turn. */
const CONNECT_MS = 5000
const START_TRIES = 10
const START_PAUSE_MS = 200

const TABLES = `
  CREATE TABLE IF NOT EXISTS accounts (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    email text NOT NULL UNIQUE,
    role text NOT NULL DEFAULT 'retailer',
    password_hash text NOT NULL
  );
  CREATE TABLE IF NOT EXISTS products (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    serial bigserial UNIQUE,
    name text NOT NULL,
    cents integer NOT NULL,
    stock integer NOT NULL CHECK (stock >= 0),
    image_key text,
    image_type text,
    deleted boolean NOT NULL DEFAULT false
  );
  CREATE TABLE IF NOT EXISTS cart_items (
    account_id uuid REFERENCES accounts,
    product_id uuid REFERENCES products,
    quantity integer NOT NULL,
    serial bigserial,
    PRIMARY KEY (account_id, product_id)
  );
  CREATE TABLE IF NOT EXISTS orders (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    serial bigserial UNIQUE,
    account_id uuid NOT NULL REFERENCES accounts,
    status text NOT NULL DEFAULT 'pending',
    lines jsonb NOT NULL,
    totals jsonb NOT NULL,
    history jsonb NOT NULL,
    payment_begun boolean NOT NULL DEFAULT false,
    intent_id text UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX IF NOT EXISTS orders_of ON orders (account_id, serial);
  CREATE INDEX IF NOT EXISTS orders_unsettled ON orders (id) WHERE payment_begun AND status = 'pending'`

/** Any number will do, as long as no other program on this database uses it. */
const MIGRATION_LOCK = 25

/** Comes back when the tables stand. Of instances that start together, one makes them and the others wait. */
export async function openDatabase(url: string): Promise<Pool> {
  const pool = new Pool({ connectionString: url, connectionTimeoutMillis: CONNECT_MS, max: 20 })
  // Of a connection that breaks while nobody uses it. Without a listener it would end the process.
  pool.on('error', (error) => log.error('a connection to the database broke', error))
  await untilItAnswers(pool)
  await transaction(pool, async (client) => {
    await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK])
    await client.query(TABLES)
  })
  return pool
}

async function untilItAnswers(pool: Pool): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await pool.query('SELECT 1')
      return
    } catch (error) {
      if (tries === START_TRIES || !isUnavailable(error)) throw error
      await new Promise((resolve) => setTimeout(resolve, START_PAUSE_MS))
    }
  }
}

/** All of it happens, or nothing. */
export async function transaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  // One that breaks while we hold it: the query says so, too.
  const ignore = () => undefined
  client.on('error', ignore)
  let broken: Error | undefined
  try {
    await client.query('BEGIN')
    const result = await work(client)
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch((cause: Error) => {
      broken = cause
    })
    throw error
  } finally {
    client.off('error', ignore)
    client.release(broken)
  }
}

const AWAY = /^(?:ECONN\w+|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|08\w{3}|57P0[123])$/
const BROKEN =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/

/** Whether an error means that the database cannot be reached for now, and not that the question was wrong. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return ('code' in error && AWAY.test(String(error.code))) || BROKEN.test(error.message)
}
