import { Pool, type PoolClient } from 'pg'
import { settings } from './settings.ts'

/** Everything is a document; rows are locked before they are read, and written afterwards. */
const pool = new Pool({ connectionString: settings.database, connectionTimeoutMillis: 600, max: 20 })
pool.on('error', () => undefined)
pool.on('connect', (client) => client.on('error', () => undefined))

// biome-ignore lint/suspicious/noExplicitAny: what a document holds is known where it is used
export type Doc = Record<string, any>

export class Work {
  readonly #client: PoolClient
  constructor(client: PoolClient) {
    this.#client = client
  }

  async run(sql: string, ...values: unknown[]): Promise<Doc[]> {
    return (await this.#client.query(sql, values)).rows
  }

  /** Others who ask for the same name wait until this work is done. */
  async alone(name: string): Promise<void> {
    await this.run('SELECT pg_advisory_xact_lock(hashtextextended($1, 7))', name)
  }

  async get(kind: string, id: string): Promise<Doc | undefined> {
    return (await this.run('SELECT body FROM docs WHERE kind = $1 AND id = $2 FOR UPDATE', kind, id))[0]?.['body']
  }

  async where(kind: string, example: object): Promise<Doc[]> {
    const sql = 'SELECT body FROM docs WHERE kind = $1 AND body @> $2 ORDER BY made DESC, id'
    return (await this.run(sql, kind, JSON.stringify(example))).map(({ body }) => body)
  }

  async put(kind: string, id: string, body: object): Promise<void> {
    const sql = `INSERT INTO docs (kind, id, body) VALUES ($1, $2, $3)
      ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body`
    await this.run(sql, kind, id, JSON.stringify(body))
  }

  async drop(kind: string, example: object): Promise<number> {
    const sql = 'DELETE FROM docs WHERE kind = $1 AND body @> $2 RETURNING id'
    return (await this.run(sql, kind, JSON.stringify(example))).length
  }
}

/** All of it, or nothing. */
export async function inOne<T>(work: (db: Work) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let failed = false
  try {
    await client.query('BEGIN')
    const result = await work(new Work(client))
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {
      failed = true
    })
    throw error
  } finally {
    client.release(failed)
  }
}

/** A database that starts at the same time, or is busy, is no reason to give up. */
export async function prepare(tries = 12): Promise<void> {
  try {
    await inOne(async (db) => {
      await db.alone('tables')
      await db.run(`CREATE TABLE IF NOT EXISTS docs (kind text, id text, body jsonb NOT NULL,
        made timestamptz NOT NULL DEFAULT clock_timestamp(), PRIMARY KEY (kind, id))`)
    })
  } catch (error) {
    if (tries <= 1) throw error
    await new Promise((resolve) => setTimeout(resolve, 100))
    await prepare(tries - 1)
  }
}

export const isUp = () => pool.query('SELECT 1').then(Boolean, () => false)
export const closePool = () => pool.end()
