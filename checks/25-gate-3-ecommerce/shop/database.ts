import { serviceUrl } from 'backend-workbook/check'
import { Client } from 'pg'

const TABLES = `SELECT table_schema AS schema, table_name AS name FROM information_schema.tables
  WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`

/** What somebody has who has stolen the database: every value of every row of every table, as text. */
export async function everything(): Promise<string[]> {
  const client = new Client({ connectionString: serviceUrl('postgres') })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rows: tables } = await client.query<{ schema: string; name: string }>(TABLES)
    const values: string[] = []
    for (const { schema, name } of tables) {
      const from = [schema, name].map((each) => client.escapeIdentifier(each)).join('.')
      const { rows } = await client.query<{ row: object }>(`SELECT to_jsonb(t) AS row FROM ${from} t`)
      for (const { row } of rows) collect(row, values)
    }
    return values
  } finally {
    await client.end()
  }
}

function collect(value: unknown, into: string[]): void {
  if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) collect(each, into)
  else if (value !== null) into.push(String(value))
}

/** Nobody reads or writes any table of the learner's until the body has ended; in the mode SHARE, nobody writes. */
export async function withLockedTables(
  body: (waiting: () => Promise<number>) => Promise<void>,
  mode: 'ACCESS EXCLUSIVE' | 'SHARE' = 'ACCESS EXCLUSIVE',
): Promise<void> {
  const client = new Client({ connectionString: serviceUrl('postgres') })
  await client.connect()
  try {
    await client.query('BEGIN')
    const { rows } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
       WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    )
    await client.query(`LOCK TABLE ${rows.map(({ name }) => name).join(', ')} IN ${mode} MODE`)
    await body(async () => {
      const sql = 'SELECT count(DISTINCT pid)::int AS number FROM pg_locks WHERE NOT granted'
      return (await client.query<{ number: number }>(sql)).rows[0]?.number ?? 0
    })
  } finally {
    await client.query('COMMIT').catch(() => undefined)
    await client.end()
  }
}
