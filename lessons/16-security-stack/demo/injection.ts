// A search in PostgreSQL and a pickup in a document store, each attacked before and after its fix.
// Look for: the statement that the database was given, and the filter that the store was given.
import express from 'express'
import { Query } from 'mingo'
import { Client } from 'pg'
import { serve } from './parts/serve.ts'

const db = new Client({ connectionString: process.env['DATABASE_URL'] })
await db.connect()
await db.query(`
  CREATE TEMP TABLE products (title text, price_cents integer);
  CREATE TEMP TABLE vendor_keys (vendor text, api_key text);
  INSERT INTO products VALUES ('Rye', 250), ('100% Spelt', 410), ('Baker''s Malt', 320);
  INSERT INTO vendor_keys VALUES ('North Mill', 'key-5f0c2a')`)

const app = express()
app.use(express.json())
app.get('/before', async ({ query }, response) => {
  const statement = `SELECT title, price_cents FROM products\n    WHERE title ILIKE '%${query['q']}%'`
  console.log(`    ${statement}`)
  response.json((await db.query(statement)).rows)
})
app.get('/after', async ({ query }, response) => {
  const statement = 'SELECT title, price_cents FROM products\n    WHERE strpos(lower(title), lower($1)) > 0'
  console.log(`    ${statement}`)
  console.log(`    $1 = ${query['q']}`)
  response.json((await db.query(statement, [query['q']])).rows)
})

const pickups = [{ order: 7, code: '481516', note: 'gate 3, key under the mat' }]
const find = (filter: Record<string, unknown>) => {
  console.log(`    find(${JSON.stringify(filter)})`)
  const query = new Query(filter)
  return pickups.find((pickup) => query.test(pickup)) ?? null
}
app.post('/before', ({ body }, response) => void response.json(find({ order: body.order, code: body.code })))
app.post('/after', ({ body }, response) => {
  if (typeof body.order !== 'number' || typeof body.code !== 'string')
    response.status(400).json({ error: 'bad_request' })
  else response.json(find({ order: body.order, code: body.code }))
})

const answerError: express.ErrorRequestHandler = (error, _request, response, _next) => {
  response.status(500).json({ error: error.message })
}
app.use(answerError)

const searches = ['rye', "baker's", "zzz' UNION SELECT api_key, 0 FROM vendor_keys --"]
const bodies = [
  { order: 7, code: '000000' },
  { order: 7, code: { $ne: '' } },
]

await serve(app, async (url) => {
  for (const when of ['before', 'after']) {
    console.log(`\n${when.toUpperCase()} the fix`)
    for (const q of searches) {
      console.log(`  GET /${when}?q=${q}`)
      const answer = await fetch(`${url}/${when}?q=${encodeURIComponent(q)}`)
      console.log(`    ${answer.status} ${await answer.text()}`)
    }
    for (const body of bodies) {
      console.log(`  POST /${when} ${JSON.stringify(body)}`)
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch(`${url}/${when}`, { method: 'POST', headers, body: JSON.stringify(body) })
      console.log(`    ${answer.status} ${await answer.text()}`)
    }
  }
})
await db.end()
