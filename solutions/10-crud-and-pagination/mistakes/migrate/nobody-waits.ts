/* mistake
wrong: "It takes no lock: every process looks what is missing and applies it."
why: On one machine one process starts at a time. A new version starts on four machines at once, and all four find the same migration missing.
fails:
  - runs each migration once when two processes start at the same moment
*/
import type { Pool, PoolClient } from 'pg'

export interface Migration {
  version: number
  name: string
  /** Statements, executed one after the other. */
  up: readonly string[]
  /** The way back. */
  down: readonly string[]
}

export async function migrate(pool: Pool, migrations: readonly Migration[]): Promise<number[]> {
  const applied: number[] = []
  for (const migration of [...migrations].sort((a, b) => a.version - b.version)) {
    const isNew = await alone(pool, (client) => apply(client, migration))
    if (isNew) applied.push(migration.version)
  }
  return applied
}

async function apply(client: PoolClient, { version, name, up }: Migration): Promise<boolean> {
  const recorded = await client.query('SELECT FROM schema_migrations WHERE version = $1', [version])
  if (recorded.rowCount !== 0) return false
  for (const statement of up) await client.query(statement)
  await client.query('INSERT INTO schema_migrations (version, name) VALUES ($1, $2)', [version, name])
  return true
}

export async function rollback(pool: Pool, migrations: readonly Migration[], steps = 1): Promise<number[]> {
  const undone: number[] = []
  while (undone.length < steps) {
    const version = await alone(pool, (client) => undoLatest(client, migrations))
    if (version === undefined) break
    undone.push(version)
  }
  return undone
}

async function undoLatest(client: PoolClient, migrations: readonly Migration[]): Promise<number | undefined> {
  const { rows } = await client.query<{ version: number }>(
    'SELECT version FROM schema_migrations ORDER BY version DESC LIMIT 1',
  )
  const version = rows[0]?.version
  if (version === undefined) return undefined
  const migration = migrations.find((known) => known.version === version)
  if (!migration) throw new Error(`Migration ${version} has been applied, and this program does not know it.`)
  for (const statement of migration.down) await client.query(statement)
  await client.query('DELETE FROM schema_migrations WHERE version = $1', [version])
  return version
}

/** A transaction on one connection. */
async function alone<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    await client.query(`CREATE TABLE IF NOT EXISTS schema_migrations (
      version integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`)
    const result = await work(client)
    await client.query('COMMIT')
    return result
  } catch (error) {
    // Fails only when the connection is gone, and then the server has rolled back already.
    await client.query('ROLLBACK').catch(() => undefined)
    throw error
  } finally {
    client.release()
  }
}
