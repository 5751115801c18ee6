// Twenty tabs of one browser refresh at the same moment, with the same token, in three ways of writing an exchange down.
// Look for: how many tabs were let in, how many tokens they got, and how many of these still work afterwards.
import { randomUUID } from 'node:crypto'
import { Pool } from 'pg'

const TABS = 20

interface Session {
  current: string
  previous: string | null
}

/** Gives the token that the tab goes on with, or undefined where it is refused. */
type Exchange = (pool: Pool, presented: string) => Promise<string | undefined>

const find = async (pool: Pool) => (await pool.query<Session>('SELECT current, previous FROM sessions')).rows[0]

const ways: Record<string, Exchange> = {
  // Read, compare, write: by the time of the write, nineteen others have read the same.
  'read, then write': async (pool, presented) => {
    const session = await find(pool)
    if (session?.current !== presented) return undefined
    const next = randomUUID()
    await pool.query('UPDATE sessions SET previous = current, current = $1', [next])
    return next
  },
  // The comparison stands in the statement: one tab wins, and the others are taken for thieves.
  'write if still current': async (pool, presented) => {
    const next = randomUUID()
    const sql = 'UPDATE sessions SET previous = current, current = $1 WHERE current = $2'
    return (await pool.query(sql, [next, presented])).rowCount === 1 ? next : undefined
  },
  // The same, and the losers look again: their token is the one before, and they get what the winner got.
  'and look again': async (pool, presented) => {
    const next = randomUUID()
    const sql = 'UPDATE sessions SET previous = current, current = $1 WHERE current = $2'
    if ((await pool.query(sql, [next, presented])).rowCount === 1) return next
    const session = await find(pool)
    return session?.previous === presented ? session.current : undefined
  },
}

const pool = new Pool({ connectionString: process.env['DATABASE_URL'], max: TABS })
await pool.query('CREATE TABLE sessions (current text, previous text)')
// Connections are opened before it counts: otherwise the first tabs would be through before the last have begun.
await Promise.all(Array.from({ length: TABS }, () => pool.query('SELECT pg_sleep(0.05)')))

console.log(`${TABS} tabs                  let in   different tokens   still work`)
for (const [name, exchange] of Object.entries(ways)) {
  await pool.query('DELETE FROM sessions')
  await pool.query("INSERT INTO sessions VALUES ('first', NULL)")
  const got = await Promise.all(Array.from({ length: TABS }, () => exchange(pool, 'first')))
  const tokens = got.filter((token) => token !== undefined)
  const session = await find(pool)
  const working = tokens.filter((token) => token === session?.current).length
  const cells = [tokens.length, new Set(tokens).size, working]
  console.log(
    `${name.padEnd(24)}${cells.map((cell, index) => String(cell).padStart([10, 19, 13][index] ?? 9)).join('')}`,
  )
}
await pool.end()
