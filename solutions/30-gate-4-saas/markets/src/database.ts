import { Pool, type PoolClient } from 'pg'
import { log } from './log.ts'

const CONNECT_MS = 5000
const START_TRIES = 10
const START_PAUSE_MS = 200

const TABLES = `
  CREATE TABLE IF NOT EXISTS accounts (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    email text NOT NULL UNIQUE,
    password_hash text NOT NULL
  );
  CREATE TABLE IF NOT EXISTS markets (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL,
    payment text NOT NULL DEFAULT 'none' CHECK (payment IN ('none', 'paid', 'refunded')),
    intent_id text UNIQUE
  );
  CREATE TABLE IF NOT EXISTS members (
    market_id uuid REFERENCES markets,
    account_id uuid REFERENCES accounts,
    role text NOT NULL CHECK (role IN ('member', 'admin', 'owner')),
    PRIMARY KEY (market_id, account_id)
  );
  CREATE INDEX IF NOT EXISTS members_of ON members (account_id);
  CREATE TABLE IF NOT EXISTS listings (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    serial bigserial UNIQUE,
    market_id uuid NOT NULL REFERENCES markets,
    title text NOT NULL,
    cents integer NOT NULL,
    contract_key text
  );
  CREATE INDEX IF NOT EXISTS listings_of ON listings (market_id, serial)`

/** Any number will do, as long as no other program on this database uses it. */
const MIGRATION_LOCK = 30

/** Comes back when the tables stand. Of instances that start together, one makes them and the others wait. */
export async function openDatabase(url: string): Promise<Pool> {
  const pool = new Pool({ connectionString: url, connectionTimeoutMillis: CONNECT_MS, max: 10 })
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
