// A primary and a real streaming replica of it. The replica's replay is paused, so that it stays behind for as long as we look.
// Look for: what a reader of the replica sees, and which of the three ways to measure the lag is wrong.
import { Client, type DatabaseError } from 'pg'

const replicaUrl = process.env['REPLICA_URL'] ?? ''
const primary = new Client({ connectionString: process.env['PRIMARY_URL'] })
const replica = new Client({ connectionString: replicaUrl })
// In this database we may pause the replay.
const keeper = new Client({ connectionString: Object.assign(new URL(replicaUrl), { pathname: '/postgres' }).href })
await Promise.all([primary, replica, keeper].map((client) => client.connect()))
await primary.query('CREATE TABLE stock (sku text PRIMARY KEY, pieces integer)')
await primary.query("INSERT INTO stock VALUES ('tea', 10)")
await caughtUp()

console.log('the replica stands still, and the primary sells a piece')
await keeper.query('SELECT pg_wal_replay_pause()')
while ((await one(keeper, 'SELECT pg_get_wal_replay_pause_state()')) !== 'paused') await sleep(5)
await primary.query("UPDATE stock SET pieces = 9 WHERE sku = 'tea'")
const position = await one(primary, 'SELECT pg_current_wal_lsn()')
const PIECES = "SELECT pieces FROM stock WHERE sku = 'tea'"
console.log(`   primary: ${await one(primary, PIECES)} pieces, replica: ${await one(replica, PIECES)} pieces`)
const HAS = `SELECT pg_last_wal_replay_lsn() >= '${position}'`
console.log(`   has the replica come as far as the write? ${await one(replica, HAS)}`)
await keeper.query('SELECT pg_wal_replay_resume()')
await caughtUp()
console.log(`   and when its replay goes on? ${await one(replica, HAS)}, ${await one(replica, PIECES)} pieces`)

console.log('\nwhat the replica refuses')
for (const text of [
  `${PIECES} FOR UPDATE`,
  "UPDATE stock SET pieces = 0 WHERE sku = 'tea'",
  'SELECT pg_current_wal_lsn()',
]) {
  const code = await replica.query(text).catch((error: DatabaseError) => error.code)
  console.log(`   ${String(code)}  ${text.slice(0, 60)}`)
}

console.log('\nthe lag of a replica that has everything, when nobody writes for two seconds')
await sleep(2000)
const AGE = 'SELECT round(extract(epoch FROM now() - pg_last_xact_replay_timestamp()))::int'
console.log(`   age of the last transaction: ${Number(await one(replica, AGE)) >= 2 ? 'two seconds and more' : 'none'}`)
const end = await one(primary, 'SELECT pg_current_wal_lsn()')
console.log(
  `   bytes behind the primary: ${await one(replica, `SELECT pg_wal_lsn_diff('${end}', pg_last_wal_replay_lsn())`)}`,
)
await Promise.all([primary, replica, keeper].map((client) => client.end()))

async function one(client: Client, text: string): Promise<unknown> {
  const { rows } = await client.query<unknown[]>({ text, rowMode: 'array' })
  return rows[0]?.[0]
}

async function caughtUp(): Promise<void> {
  const end = await one(primary, 'SELECT pg_current_wal_lsn()')
  while ((await one(replica, `SELECT pg_last_wal_replay_lsn() >= '${String(end)}'`)) !== true) await sleep(5)
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
