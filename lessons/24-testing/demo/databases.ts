// The same service, which registers retailers, on a mock, on a fake store and on a PostgreSQL.
// Look for: who accepts the second account, what count(*) is, and who can show two requests at the same time.
import pg from 'pg'

interface Store {
  add: (email: string) => Promise<void>
  count: () => Promise<unknown>
}

const mocked: Store = { add: async () => undefined, count: async () => 1 }

const rows: string[] = []
const fake: Store = {
  async add(email) {
    if (rows.includes(email.toLowerCase())) throw new Error('email taken')
    rows.push(email.toLowerCase())
  },
  count: async () => rows.length,
}

const client = new pg.Client({ connectionString: process.env['DATABASE_URL'] })
await client.connect()
await client.query('CREATE TABLE retailers (email text NOT NULL)')
await client.query('CREATE UNIQUE INDEX ON retailers (lower(email))')
const table: Store = {
  async add(email) {
    await client.query('INSERT INTO retailers VALUES ($1)', [email])
  },
  count: async () => (await client.query('SELECT count(*) AS n FROM retailers')).rows[0].n,
}

for (const [name, store] of Object.entries({ mock: mocked, fake, PostgreSQL: table })) {
  await store.add('ada@mill.example')
  const second = await store.add('Ada@mill.example').then(
    () => 'accepted',
    (error: Error & { code?: string }) => `refused (${error.code ?? error.message})`,
  )
  const count = await store.count()
  console.log(`${name.padEnd(11)} a second account is ${second}; count is ${JSON.stringify(count)}, a ${typeof count}`)
}
await client.query('DROP TABLE retailers')
await client.end()
