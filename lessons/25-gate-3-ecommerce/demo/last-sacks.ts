// 200 buyers want one of the last 50 sacks at the same moment, in three ways of taking a sack out of the stock.
// Look for: how many orders were made, what the stock says afterwards, and how many buyers got an error.
import { Pool, type PoolClient } from 'pg'

const BUYERS = 200
const SACKS = 50

/** Gives true where the buyer got a sack. */
type Taking = (client: PoolClient) => Promise<boolean>

const read = async (client: PoolClient) =>
  (await client.query<{ stock: number }>("SELECT stock FROM products WHERE id = 'rye'")).rows[0]?.stock ?? 0

const ways: Record<string, Taking> = {
  // The new number was computed from an old one: what others took meanwhile is forgotten.
  'read, write the number': async (client) => {
    const stock = await read(client)
    if (stock < 1) return false
    await client.query("UPDATE products SET stock = $1 WHERE id = 'rye'", [stock - 1])
    return true
  },
  // The number is right, but everybody had looked before anybody took.
  'read, take one away': async (client) => {
    if ((await read(client)) < 1) return false
    await client.query("UPDATE products SET stock = stock - 1 WHERE id = 'rye'")
    return true
  },
  // The condition is part of the statement: it is tested on the row as it is when the lock is there.
  'take one if there is one': async (client) => {
    const sql = "UPDATE products SET stock = stock - 1 WHERE id = 'rye' AND stock >= 1"
    return (await client.query(sql)).rowCount === 1
  },
}

const pool = new Pool({ connectionString: process.env['DATABASE_URL'], max: 20 })
await pool.query('CREATE TABLE products (id text PRIMARY KEY, stock integer NOT NULL)')
await pool.query("INSERT INTO products VALUES ('rye', 0)")
// Connections are opened before it counts.
await Promise.all(Array.from({ length: 20 }, () => pool.query('SELECT pg_sleep(0.05)')))

async function buy(take: Taking): Promise<boolean> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    const hasOne = await take(client)
    await client.query('COMMIT')
    return hasOne
  } finally {
    client.release()
  }
}

console.log(`${BUYERS} buyers, ${SACKS} sacks            sold   stock afterwards`)
for (const [name, take] of Object.entries(ways)) {
  await pool.query("UPDATE products SET stock = $1 WHERE id = 'rye'", [SACKS])
  const got = await Promise.all(Array.from({ length: BUYERS }, () => buy(take)))
  const { rows } = await pool.query<{ stock: number }>('SELECT stock FROM products')
  console.log(
    `${name.padEnd(30)}${String(got.filter(Boolean).length).padStart(6)}${String(rows[0]?.stock).padStart(19)}`,
  )
}
await pool.end()
