import { serviceUrl, stretched } from 'backend-workbook/check'
import { Client, Pool, type PoolConfig } from 'pg'
import type { Migration } from '../../exercises/10-crud-and-pagination/migrate.ts'

export interface Schema {
  /** A pool of the judged functions' own; all of them work in the schema of this check. */
  pool: (options?: PoolConfig) => Pool
  /** A connection of the check's own. */
  db: Client
  /** Names of the tables that migrations of a check make. What the runner keeps for itself is its own business. */
  tables: () => Promise<string[]>
  /** Versions that the runner has recorded, in order. */
  recorded: () => Promise<number[]>
}

let schemas = 0

/** Gives `use` an empty schema, and pools that work in it. What waits for a lock gives up after 1.2 s, and later on a busy machine. */
export async function withSchema(use: (schema: Schema) => Promise<void>): Promise<void> {
  schemas += 1
  const schema = `migrated_${schemas}`
  const pools: Pool[] = []
  const connection = {
    connectionString: serviceUrl('postgres'),
    options: `-c search_path=${schema} -c lock_timeout=${Math.round(stretched(1200, 2400))} -c client_min_messages=warning`,
  }
  const db = new Client(connection)
  await db.connect()
  try {
    // Said once more for PGlite, where all connections share one session.
    await db.query(`CREATE SCHEMA ${schema}; SET search_path TO ${schema}`)
    await use({
      db,
      pool(options) {
        const pool = new Pool({ ...connection, max: 3, connectionTimeoutMillis: 1200, ...options })
        pool.on('error', () => undefined)
        pools.push(pool)
        return pool
      },
      tables: async () => {
        const { rows } = await db.query<{ name: string }>(
          'SELECT tablename AS name FROM pg_tables WHERE schemaname = $1 ORDER BY 1',
          [schema],
        )
        return rows.map(({ name }) => name).filter((name) => /^(t\d+|half)$/.test(name))
      },
      recorded: async () => {
        const { rows } = await db.query<{ version: number }>('SELECT version FROM schema_migrations ORDER BY version')
        return rows.map(({ version }) => version)
      },
    })
  } finally {
    await db.end()
    // A connection that was never given back would let the pool wait for ever.
    for (const pool of pools) void pool.end()
  }
}

/** Creates the table `t<version>`, and drops it on the way back. */
export function creating(version: number): Migration {
  return {
    version,
    name: `create t${version}`,
    up: [`CREATE TABLE t${version} (id integer)`],
    down: [`DROP TABLE t${version}`],
  }
}

/** 'threw …', or the answer itself. */
export async function outcome<T>(answer: Promise<T>): Promise<T | string> {
  try {
    return await answer
  } catch (error) {
    return `threw ${messageOf(error)}`
  }
}

/** With what it was caused by: an error may be told in words of one's own. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause === undefined ? error.message : `${error.message}: ${messageOf(error.cause)}`
}

/** All versions of several outcomes in order, and what was thrown. */
export function together(outcomes: readonly (number[] | string)[]): (number | string)[] {
  const all: (number | string)[] = []
  for (const one of outcomes) all.push(...(typeof one === 'string' ? [one] : one))
  return all.sort()
}

/** Waits until `count` others wait for a lock, or a while if they never do. */
export async function untilWaiting(db: Client, count: number): Promise<void> {
  for (let tries = 0; tries < stretched(60); tries += 1) {
    const { rows } = await db.query<{ waiting: number }>(
      `SELECT count(*)::int AS waiting FROM pg_locks
        WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    )
    if ((rows[0]?.waiting ?? 0) >= count) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
