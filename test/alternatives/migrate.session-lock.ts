/* One connection and one lock of the session for the whole call, and a transaction for each migration within it. */
import type { Pool, PoolClient } from 'pg'

export interface Migration {
  version: number
  name: string
  up: readonly string[]
  down: readonly string[]
}

const KEY = 'migrations of the shop'

export function migrate(pool: Pool, migrations: readonly Migration[]): Promise<number[]> {
  return withLock(pool, async (client, applied) => {
    const pending = migrations.filter(({ version }) => !applied.includes(version))
    const done: number[] = []
    for (const { version, name, up } of pending.sort((a, b) => Math.sign(a.version - b.version))) {
      await transaction(client, `version ${version}`, async () => {
        for (const statement of up) await client.query(statement)
        await client.query({
          text: 'INSERT INTO schema_migrations VALUES ($1, $2, clock_timestamp())',
          values: [version, name],
        })
      })
      done.push(version)
    }
    return done
  })
}

export function rollback(pool: Pool, migrations: readonly Migration[], steps = 1): Promise<number[]> {
  return withLock(pool, async (client, applied) => {
    const latest = applied.toReversed().slice(0, steps)
    for (const version of latest) {
      const migration = migrations.find((one) => one.version === version)
      if (!migration) throw new Error('nobody knows what was applied last')
      await transaction(client, `the way back from version ${version}`, async () => {
        for (const statement of migration.down) await client.query(statement)
        await client.query('DELETE FROM schema_migrations WHERE version = $1', [version])
      })
    }
    return latest
  })
}

/** `work` is told the versions that have been applied, in order. */
async function withLock<T>(pool: Pool, work: (client: PoolClient, applied: number[]) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [KEY])
    try {
      await client.query(`CREATE TABLE IF NOT EXISTS schema_migrations (
        version integer PRIMARY KEY,
        name text NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT now()
      )`)
      const { rows } = await client.query({
        text: 'SELECT version FROM schema_migrations ORDER BY version',
        rowMode: 'array',
      })
      return await work(client, rows.flat())
    } finally {
      await client.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [KEY])
    }
  } finally {
    client.release()
  }
}

async function transaction(client: PoolClient, name: string, work: () => Promise<void>): Promise<void> {
  await client.query('START TRANSACTION')
  try {
    await work()
  } catch (cause) {
    await client.query('ROLLBACK')
    throw new Error(`could not run ${name}`, { cause })
  }
  await client.query('COMMIT')
}
