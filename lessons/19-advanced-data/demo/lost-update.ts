// Two transactions take 60 from a wallet of 100 at the same moment, in five ways.
// Look for: who is refused and by what, and which balance is left. Then two that wait for each other.
import { Client, DatabaseError } from 'pg'

const connectionString = process.env['DATABASE_URL']
const [ada, bob] = [new Client({ connectionString }), new Client({ connectionString })]
await Promise.all([ada.connect(), bob.connect()])
await ada.query('CREATE TABLE wallets_here (id integer PRIMARY KEY, cents integer NOT NULL CHECK (cents >= 0))')

const READ = 'SELECT cents FROM wallets_here WHERE id = 1'
const take = async (client: Client, lock = '') => {
  const { rows } = await client.query<{ cents: number }>(READ + lock)
  const cents = rows[0]?.cents ?? 0
  if (cents < 60) throw new Error(`has only ${cents}`)
  return () => client.query('UPDATE wallets_here SET cents = $1 WHERE id = 1', [cents - 60])
}
const relative = async (client: Client) => () => client.query('UPDATE wallets_here SET cents = cents - 60 WHERE id = 1')
type Take = (client: Client) => Promise<() => Promise<unknown>>
const ways: [string, string, Take][] = [
  ['read, then write', 'READ COMMITTED', take],
  ['read FOR UPDATE, then write', 'READ COMMITTED', (client) => take(client, ' FOR UPDATE')],
  ['cents = cents - 60', 'READ COMMITTED', relative],
  ['read, then write', 'REPEATABLE READ', take],
  ['read, then write', 'SERIALIZABLE', take],
]
for (const [name, level, way] of ways) {
  await ada.query('TRUNCATE wallets_here')
  await ada.query('INSERT INTO wallets_here VALUES (1, 100), (2, 100)')
  await Promise.all([ada, bob].map((client) => client.query(`BEGIN ISOLATION LEVEL ${level}`)))
  // Ada reads, then Bob, as far as he gets; then Ada writes and commits, then Bob.
  const writeOfAda = await way(ada)
  const readOfBob = outcome(way(bob))
  await new Promise((resolve) => setTimeout(resolve, 50))
  const first = await outcome(writeOfAda().then(() => ada.query('COMMIT')))
  const writeOfBob = await readOfBob
  const second =
    typeof writeOfBob === 'string' ? writeOfBob : await outcome(writeOfBob().then(() => bob.query('COMMIT')))
  await bob.query('ROLLBACK')
  const { rows } = await ada.query<{ cents: number }>(READ)
  console.log(`${level}, ${name}`)
  console.log(`   ada ${said(first)}, bob ${said(second)}, left: ${rows[0]?.cents}`)
}

console.log('two that wait for each other')
await Promise.all([ada.query('BEGIN'), bob.query('BEGIN')])
const lock = (client: Client, id: number) => client.query(`SELECT FROM wallets_here WHERE id = ${id} FOR UPDATE`)
await Promise.all([lock(ada, 1), lock(bob, 2)])
const both = await Promise.all([outcome(lock(ada, 2)).then(end(ada)), outcome(lock(bob, 1)).then(end(bob))])
console.log(
  `   ${both
    .map((each) => said(each))
    .sort()
    .join(', the other ')}`,
)
await ada.query('DROP TABLE wallets_here')
await Promise.all([ada.end(), bob.end()])

function end(client: Client) {
  return async <T>(value: T): Promise<T> => {
    await client.query('ROLLBACK')
    return value
  }
}

async function outcome<T>(work: Promise<T>): Promise<T | string> {
  try {
    return await work
  } catch (error) {
    return error instanceof DatabaseError ? `gets ${error.code}` : String(error)
  }
}

function said(value: unknown): string {
  return typeof value === 'string' ? value : 'is done'
}
