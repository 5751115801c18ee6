import pg from 'pg'
import { settings } from './settings.ts'

const INT8 = 20
pg.types.setTypeParser(INT8, Number)

const pool = new pg.Pool({
  connectionString: settings.database,
  max: 12,
  // Covers the wait for a free connection, too: 200 buyers may stand in line.
  connectionTimeoutMillis: 10_000,
  query_timeout: 10_000,
  idle_in_transaction_session_timeout: 15_000,
})
pool.on('error', () => undefined)
pool.on('connect', (client) => void client.on('error', () => undefined))

export type Row = Record<string, unknown>

/** A connection, or the pool: what statements can be sent to. */
export type Db = <T extends Row = Row>(sql: string, ...values: unknown[]) => Promise<T[]>

export const query: Db = async <T extends Row>(sql: string, ...values: unknown[]) =>
  (await pool.query<T>(sql, values)).rows

/** All of it, or nothing. */
export async function transaction<T>(work: (db: Db) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let isBroken = false
  try {
    await client.query('BEGIN')
    const result = await work(async <R extends Row>(sql: string, ...values: unknown[]) => {
      return (await client.query<R>(sql, values)).rows
    })
    const { command } = await client.query('COMMIT')
    if (command !== 'COMMIT') throw new Error('the transaction was rolled back')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {
      isBroken = true
    })
    throw error
  } finally {
    client.release(isBroken)
  }
}

export const closeDatabase = () => pool.end()
