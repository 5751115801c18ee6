/* mistake
wrong: The statements of a migration run without a transaction.
why: Each statement is all or nothing by itself, and one that fails is noticed. But those before it stay, the migration counts as not applied, and the next try fails at the first.
fails:
  - leaves nothing of a migration that fails, on any pool
  - leaves nothing of a migration that cannot be recorded
  - keeps the migrations before one that fails, and stops there
  - leaves nothing of a way back that fails, and takes back nothing it does not know
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

/** Any number, as long as all processes take the same and nothing else in this database does. */
const LOCK = 7_261_031

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

/** Holds a lock of the session while nobody else's migration runs. */
async function alone<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK])
    await client.query(`CREATE TABLE IF NOT EXISTS schema_migrations (
      version integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`)
    return await work(client)
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [LOCK]).catch(() => undefined)
    client.release()
  }
}
