import { Pool, type PoolClient } from 'pg'
import { log } from './log.ts'

/** A client rather hears soon that we cannot help. */
const CONNECT_MS = 900
/** At the start nobody waits yet, and the database may be starting too. */
const START_TRIES = 10
const START_PAUSE_MS = 200

const TABLES = `
  CREATE TABLE IF NOT EXISTS accounts (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    email text NOT NULL UNIQUE,
    name text NOT NULL,
    role text NOT NULL DEFAULT 'retailer',
    suspended boolean NOT NULL DEFAULT false,
    password_hash text,
    password_changes integer NOT NULL DEFAULT 0,
    issuer text,
    sub text,
    UNIQUE (issuer, sub)
  );
  CREATE TABLE IF NOT EXISTS sessions (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    current uuid NOT NULL,
    previous uuid,
    rotated_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
  );
  CREATE INDEX IF NOT EXISTS sessions_of ON sessions (account_id);
  CREATE TABLE IF NOT EXISTS resets (
    account_id uuid PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
    token_hash text NOT NULL UNIQUE,
    expires_at timestamptz NOT NULL
  );
  CREATE TABLE IF NOT EXISTS attempts (
    id_hash text PRIMARY KEY,
    state text NOT NULL,
    nonce text NOT NULL,
    verifier text NOT NULL,
    return_to text NOT NULL,
    expires_at timestamptz NOT NULL
  );
  CREATE TABLE IF NOT EXISTS limits (
    key text PRIMARY KEY,
    count integer NOT NULL,
    ends_at timestamptz NOT NULL
  );
  CREATE TABLE IF NOT EXISTS orders (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    note text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX IF NOT EXISTS orders_of ON orders (account_id, created_at)`

/** Any number will do, as long as no other program on this database uses it. */
const MIGRATION_LOCK = 18

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

const AWAY = /ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|^08|^57P0[123]/
/** pg gives these no code. */
const BROKEN = /Connection terminated|timeout exceeded when trying to connect|encountered a connection error/

/** Whether an error means that the database cannot be reached for now, and not that the question was wrong. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return ('code' in error && AWAY.test(String(error.code))) || BROKEN.test(error.message)
}
