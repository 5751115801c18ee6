/* A table without columns is what all wait for: locked in each transaction, and made beforehand by whoever comes first. */
import type { Pool, PoolClient } from 'pg'

export interface Migration {
  version: number
  name: string
  up: readonly string[]
  down: readonly string[]
}

export async function migrate(pool: Pool, migrations: readonly Migration[]): Promise<number[]> {
  await makeTables(pool)
  const applied: number[] = []
  const inOrder = migrations.toSorted((one, other) => one.version - other.version)
  for (const { version, name, up } of inOrder) {
    await locked(pool, async (client) => {
      const { rowCount } = await client.query(
        'INSERT INTO schema_migrations (version, name) VALUES ($1, $2) ON CONFLICT DO NOTHING',
        [version, name],
      )
      if (rowCount === 0) return
      for (const statement of up) await client.query(statement)
      applied.push(version)
    })
  }
  return applied
}

export async function rollback(pool: Pool, migrations: readonly Migration[], steps = 1): Promise<number[]> {
  await makeTables(pool)
  const known = new Map(migrations.map((migration) => [migration.version, migration]))
  const undone: number[] = []
  for (let step = 0; step < steps; step += 1) {
    const version = await locked(pool, async (client) => {
      const { rows } = await client.query<{ version: number }>(
        'DELETE FROM schema_migrations WHERE version = (SELECT max(version) FROM schema_migrations) RETURNING version',
      )
      const [latest] = rows
      if (!latest) return null
      const migration = known.get(latest.version)
      if (!migration) throw new Error(`nobody knows the way back from version ${latest.version}`)
      for (const statement of migration.down) await client.query(statement)
      return latest.version
    })
    if (version === null) break
    undone.push(version)
  }
  return undone
}

/** Where two make a table at the same moment, the second of them fails, and the table is there. */
async function makeTables(pool: Pool): Promise<void> {
  await makeTable(pool, 'migration_lock ()')
  await makeTable(
    pool,
    'schema_migrations (version int PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())',
  )
}

async function makeTable(pool: Pool, definition: string): Promise<void> {
  try {
    await pool.query(`CREATE TABLE IF NOT EXISTS ${definition}`)
  } catch (error) {
    const { code } = error as { code?: string }
    if (!['42P07', '42710', '23505'].includes(code ?? '')) throw error
  }
}

async function locked<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN; LOCK TABLE migration_lock IN SHARE ROW EXCLUSIVE MODE')
    const result = await work(client)
    await client.query('COMMIT')
    client.release()
    return result
  } catch (error) {
    // The connection is closed, and with it the transaction ends.
    client.release(true)
    throw error
  }
}
