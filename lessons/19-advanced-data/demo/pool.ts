// What goes wrong between a pool and its borrowers: a client that is never given back, and one that is given back inside a transaction.
// Look for: what the next request gets.
import { Pool } from 'pg'

const connectionString = process.env['DATABASE_URL']
const open = (max: number) => new Pool({ connectionString, max, connectionTimeoutMillis: 500 })
const state = (pool: Pool) => `${pool.totalCount} clients, ${pool.idleCount} idle, ${pool.waitingCount} waiting`

console.log('a pool of two, and a request that fails before release()')
const leaking = open(2)
for (const request of [1, 2]) {
  await handle(leaking).catch((error: Error) =>
    console.log(`   request ${request}: ${error.message}; ${state(leaking)}`),
  )
}
await leaking.query('SELECT 1').catch((error: Error) => console.log(`   request 3: ${error.message}`))

async function handle(pool: Pool): Promise<void> {
  const client = await pool.connect()
  await client.query('SELECT 1 / 0')
  client.release()
}

console.log('\na client that is released inside BEGIN')
const pool = open(1)
const elsewhere = open(1)
await pool.query('CREATE TABLE orders_here (id integer)')
const client = await pool.connect()
await client.query('BEGIN')
await client.query('INSERT INTO orders_here VALUES (1)')
client.release()
await pool.query('INSERT INTO orders_here VALUES (2)')
console.log(`   the next one inserts order 2; pool: ${await ids(pool)}, elsewhere: ${await ids(elsewhere)}`)
await pool.query('ROLLBACK')
console.log(`   after a ROLLBACK by a third, there are ${await ids(pool)}`)

console.log('\na COMMIT behind a statement that failed')
const other = await pool.connect()
await other.query('BEGIN')
await other.query('INSERT INTO orders_here VALUES (3)')
await other.query('SELECT nothing').catch(() => undefined)
const { command } = await other.query('COMMIT')
other.release()
console.log(`   it resolves with command ${command}; there are ${await ids(pool)}`)

console.log('\npool.end() while a client is lent')
const borrowed = await pool.connect()
let ended = false
const end = pool.end().then(() => {
  ended = true
})
await new Promise((resolve) => setTimeout(resolve, 50))
console.log(`   after 50 ms: ${ended ? 'ended' : 'waits'}`)
await borrowed.query('DROP TABLE orders_here')
borrowed.release()
await end
console.log(`   after release(): ${ended ? 'ended' : 'waits'}`)
await elsewhere.end()
// The two that leaked are still lent: `leaking.end()` would wait for ever.
process.exit()

async function ids(from: Pool): Promise<string> {
  const { rows } = await from.query<{ id: number }>('SELECT id FROM orders_here ORDER BY id')
  return rows.length === 0 ? 'no orders' : `orders ${rows.map(({ id }) => id).join(' and ')}`
}
