// EXPLAIN of four pages out of 200,000 orders, ten orders each, with an index on (placed_at, id).
// Look for: how many rows the plan has read for ten, by offset and by keyset, on the first page and far behind.
import { Client } from 'pg'

const db = new Client({ connectionString: process.env['DATABASE_URL'] })
await db.connect()
await db.query(`
  CREATE TEMPORARY TABLE orders (id integer PRIMARY KEY, placed_at timestamptz NOT NULL, note text NOT NULL);
  INSERT INTO orders SELECT n, timestamptz '2026-01-01' + (n / 4) * interval '1 second', repeat('x', 60)
    FROM generate_series(1, 200000) AS n;
  CREATE INDEX ON orders (placed_at, id)`)
await db.query('VACUUM ANALYZE orders')

const newestFirst = 'ORDER BY placed_at DESC, id DESC LIMIT 10'
const { rows } = await db.query<{ moment: string; id: number }>(
  `SELECT placed_at::text AS moment, id FROM orders ${newestFirst.replace('10', '1')} OFFSET 99999`,
)
const place = rows[0] ?? { moment: '', id: 0 }
const pages: [string, string, unknown[]][] = [
  ['the first page', newestFirst, []],
  ['OFFSET 100,000', `${newestFirst} OFFSET 100000`, []],
  ['keyset, the same page', `WHERE (placed_at, id) < ($1, $2) ${newestFirst}`, [place.moment, place.id]],
  [
    'keyset, written with OR',
    `WHERE placed_at < $1 OR (placed_at = $1 AND id < $2) ${newestFirst}`,
    [place.moment, place.id],
  ],
]

interface Plan {
  'Node Type': string
  'Actual Rows': number
  'Rows Removed by Filter'?: number
  'Shared Hit Blocks': number
  'Local Hit Blocks': number
  Plans?: Plan[]
}

console.log('page                       rows read    blocks   ms      plan')
for (const [name, tail, values] of pages) {
  const explained = await db.query<{ 'QUERY PLAN': { Plan: Plan; 'Execution Time': number }[] }>(
    `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT id FROM orders ${tail}`,
    values,
  )
  const [answer] = explained.rows[0]?.['QUERY PLAN'] ?? []
  if (!answer) throw new Error('EXPLAIN gave no plan')
  const scan = answer.Plan.Plans?.[0] ?? answer.Plan
  const read = (scan['Actual Rows'] + (scan['Rows Removed by Filter'] ?? 0)).toLocaleString('en-US')
  const blocks = String(scan['Shared Hit Blocks'] + scan['Local Hit Blocks'])
  const ms = answer['Execution Time'].toFixed(1)
  console.log(`${name.padEnd(25)} ${read.padStart(10)} ${blocks.padStart(9)} ${ms.padStart(6)}    ${scan['Node Type']}`)
}
await db.end()
