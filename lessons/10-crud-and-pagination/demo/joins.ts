// Three orders: one with three lines and two payments, one without payments, one without lines. Five ways to add them up.
// Look for: the order that is missing, the line that is not there and is counted, and the sums that grow.
import { Client } from 'pg'

const db = new Client({ connectionString: process.env['DATABASE_URL'] })
await db.connect()
await db.query(`
  CREATE TEMPORARY TABLE orders (id integer PRIMARY KEY);
  CREATE TEMPORARY TABLE lines (order_id integer REFERENCES orders, cents integer NOT NULL);
  CREATE TEMPORARY TABLE payments (order_id integer REFERENCES orders, cents integer NOT NULL);
  INSERT INTO orders VALUES (1), (2), (3);
  INSERT INTO lines VALUES (1, 100), (1, 20), (1, 3), (2, 500);
  INSERT INTO payments VALUES (1, 60), (1, 63);`)

const ways: Record<string, string> = {
  'JOIN lines, count(*)': `
    SELECT o.id, count(*) AS lines, sum(l.cents) AS total FROM orders o JOIN lines l ON l.order_id = o.id GROUP BY o.id`,
  'LEFT JOIN lines, count(*)': `
    SELECT o.id, count(*) AS lines, sum(l.cents) AS total FROM orders o LEFT JOIN lines l ON l.order_id = o.id
     GROUP BY o.id`,
  'LEFT JOIN lines, count(l.order_id)': `
    SELECT o.id, count(l.order_id) AS lines, coalesce(sum(l.cents), 0) AS total
      FROM orders o LEFT JOIN lines l ON l.order_id = o.id GROUP BY o.id`,
  'LEFT JOIN lines LEFT JOIN payments': `
    SELECT o.id, count(l.order_id) AS lines, coalesce(sum(l.cents), 0) AS total, coalesce(sum(p.cents), 0) AS paid
      FROM orders o LEFT JOIN lines l ON l.order_id = o.id LEFT JOIN payments p ON p.order_id = o.id GROUP BY o.id`,
  'a subquery for each sum': `
    SELECT o.id, (SELECT count(*) FROM lines l WHERE l.order_id = o.id) AS lines,
           (SELECT coalesce(sum(cents), 0) FROM lines l WHERE l.order_id = o.id) AS total,
           (SELECT coalesce(sum(cents), 0) FROM payments p WHERE p.order_id = o.id) AS paid FROM orders o`,
}
for (const [name, statement] of Object.entries(ways)) {
  const { rows } = await db.query<Record<string, unknown>>(`SELECT * FROM (${statement}) AS sums ORDER BY id`)
  console.log(name)
  for (const row of rows) {
    console.log(
      `   ${Object.entries(row)
        .map(([column, value]) => `${column} ${String(value).padEnd(5)}`)
        .join(' ')}`,
    )
  }
}
const { rows } = await db.query<{ n: unknown }>('SELECT count(*) AS n FROM lines')
console.log(`\ncount(*) comes as a ${typeof rows[0]?.n}: a number could not hold every bigint.`)
await db.end()
