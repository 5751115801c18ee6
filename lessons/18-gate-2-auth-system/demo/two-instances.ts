// An attacker tries 40 passwords for one email, at two instances at the same moment. Five are allowed.
// Look for: how many guesses are told that they were wrong, when each instance counts, and when the database does.
import { Pool } from 'pg'

const GUESSES = 40
const MOST = 5

/** Counts a wrong password, and tells whether it is one too many. */
type Count = (email: string) => Promise<boolean>

/** What an instance that counts in its own memory does. */
function countInMemory(): Count {
  const counts = new Map<string, number>()
  return async (email) => {
    const count = (counts.get(email) ?? 0) + 1
    counts.set(email, count)
    return count > MOST
  }
}

/** Reads and writes in two steps: between them, others read the same. */
function countByReading(pool: Pool): Count {
  return async (email) => {
    const { rows } = await pool.query<{ count: number }>('SELECT count FROM limits WHERE key = $1', [email])
    const count = (rows[0]?.count ?? 0) + 1
    const sql = 'INSERT INTO limits VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET count = $2'
    await pool.query(sql, [email, count])
    return count > MOST
  }
}

/** One statement adds and reads. */
function countInOneStep(pool: Pool): Count {
  return async (email) => {
    const sql = `INSERT INTO limits VALUES ($1, 1)
      ON CONFLICT (key) DO UPDATE SET count = limits.count + 1 RETURNING count`
    return ((await pool.query<{ count: number }>(sql, [email])).rows[0]?.count ?? 0) > MOST
  }
}

const pool = new Pool({ connectionString: process.env['DATABASE_URL'] })
await pool.query('CREATE TABLE limits (key text PRIMARY KEY, count integer NOT NULL)')
await Promise.all(Array.from({ length: 10 }, () => pool.query('SELECT pg_sleep(0.05)')))

const ways: Record<string, () => Count> = {
  'a Map in each instance': countInMemory,
  'the database, read and write': () => countByReading(pool),
  'the database, in one step': () => countInOneStep(pool),
}

console.log(`${GUESSES} guesses, ${MOST} allowed            told "wrong"   told "too many"`)
for (const [name, make] of Object.entries(ways)) {
  await pool.query('DELETE FROM limits')
  const instances = [make(), make()]
  const refused = await Promise.all(
    Array.from({ length: GUESSES }, (_, index) => instances[index % 2]?.('ada@mill.example')),
  )
  const late = refused.filter(Boolean).length
  console.log(`${name.padEnd(30)}${String(GUESSES - late).padStart(15)}${String(late).padStart(18)}`)
}
await pool.end()
