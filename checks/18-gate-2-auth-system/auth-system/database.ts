import { serviceUrl } from 'backend-workbook/check'
import { Client } from 'pg'

const TABLES = `SELECT table_schema AS schema, table_name AS name FROM information_schema.tables
  WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`

/** What somebody has who has stolen the database: every value of every row of every table, as text. */
export async function everything(): Promise<string[]> {
  return withDatabase(async (client) => {
    const { rows: tables } = await client.query<{ schema: string; name: string }>(TABLES)
    const values: string[] = []
    for (const { schema, name } of tables) {
      const from = [schema, name].map((each) => client.escapeIdentifier(each)).join('.')
      const { rows } = await client.query<{ row: object }>(`SELECT to_jsonb(t) AS row FROM ${from} t`)
      for (const { row } of rows) collect(row, values)
    }
    return values
  })
}

function collect(value: unknown, into: string[]): void {
  if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) collect(each, into)
  else if (value !== null) into.push(String(value))
}

/** Takes all tables away, as if the service had never run. */
export async function emptyDatabase(): Promise<void> {
  await withDatabase((client) => client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public'))
}

const BCRYPT = /\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}/

/** The bcrypt hashes among these values, and what each cost. */
export function hashesIn(values: string[]): Map<string, number> {
  const found = values.map((value) => BCRYPT.exec(value)).filter((match) => match !== null)
  return new Map(found.map(([hash, cost]) => [hash, Number(cost)]))
}

async function withDatabase<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: serviceUrl('postgres') })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
