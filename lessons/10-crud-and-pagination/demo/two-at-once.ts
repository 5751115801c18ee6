// Two processes start at the same moment, and both want to apply the same migration: without a lock, and with one.
// Look for: how the one that comes second ends.
import { Client } from 'pg'

const LOCK = 42
const connectionString = process.env['DATABASE_URL']

/** Applies one migration if it has not been applied. */
async function start(name: string, withLock: boolean, go: Promise<void>): Promise<string> {
  const db = new Client({ connectionString })
  await db.connect()
  await go
  try {
    await db.query('BEGIN')
    if (withLock) await db.query('SELECT pg_advisory_xact_lock($1)', [LOCK])
    await db.query('CREATE TABLE IF NOT EXISTS applied (version integer PRIMARY KEY)')
    const { rowCount } = await db.query('SELECT FROM applied WHERE version = 1')
    if (rowCount === 0) {
      await db.query('CREATE TABLE notes (text text)')
      await db.query('INSERT INTO applied VALUES (1)')
    }
    await db.query('COMMIT')
    return `${name}: ${rowCount === 0 ? 'applied version 1' : 'found it applied'}`
  } catch (error) {
    await db.query('ROLLBACK')
    return `${name} failed:\n   ${error instanceof Error ? error.message : String(error)}`
  } finally {
    await db.end()
  }
}

for (const withLock of [false, true]) {
  const admin = new Client({ connectionString })
  await admin.connect()
  await admin.query('DROP TABLE IF EXISTS notes')
  await admin.query('DROP TABLE IF EXISTS applied')
  await admin.end()
  const { promise, resolve } = withResolvers()
  const both = ['one', 'two'].map((name) => start(name, withLock, promise))
  setTimeout(resolve, 200)
  console.log(withLock ? '\nwith a lock' : 'without a lock')
  for (const answer of await Promise.all(both)) console.log(`   ${answer}`)
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {}
  const promise = new Promise<void>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
