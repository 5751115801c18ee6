import { serviceUrl, stretched } from 'backend-workbook/check'
import { Pool, type PoolConfig } from 'pg'
import type { OrderEvent } from '../../../exercises/29-system-design/outbox.ts'
import { Death, dyingClient } from './dying.ts'

/** What is in the outbox, in the order of the positions. */
export interface Row {
  order_id: string
  type: string
  payload: unknown
  sent: boolean
}

export interface Market {
  /** What the exercise is given. */
  pool: Pool
  /** Others, who look, lock and write. */
  admin: Pool
  outbox: () => Promise<Row[]>
  /** Id and status of each order. */
  orders: () => Promise<string[]>
  /** Inserts events of these orders, in this order; gives their ids. */
  addEvents: (...orderIds: string[]) => Promise<string[]>
  /** Runs `work` in a process that dies right after its step number `at`; false when it has ended before that. */
  dies: (at: number, work: (pool: Pool, death: Death) => Promise<unknown>) => Promise<boolean>
  /** Whether connections take turns here, as they do on PGlite: what needs two at once cannot be shown. */
  takesTurns: () => Promise<boolean>
}

let schemas = 0

export async function withMarket(use: (market: Market) => Promise<void>, config: PoolConfig = {}): Promise<void> {
  schemas += 1
  const schema = `outbox_${schemas}`
  const connection = {
    connectionString: serviceUrl('postgres'),
    // What waits for a lock or a client that never comes back fails, and does not end the run.
    options: `-c search_path=${schema} -c client_min_messages=warning -c lock_timeout=${stretched(800)}`,
    connectionTimeoutMillis: stretched(800),
  }
  const pools: Pool[] = []
  const open = (more: PoolConfig = {}) => {
    const pool = new Pool({ ...connection, ...more })
    pool.on('error', () => undefined)
    pools.push(pool)
    return pool
  }
  const admin = open({ max: 3 })
  try {
    // Said once more for PGlite, where all connections share one session.
    await admin.query(`CREATE SCHEMA ${schema}; SET search_path TO ${schema}; ${TABLES}`)
    await use({ pool: open(config), admin, ...lookingAt(admin), dies: dying(admin, schema, open) })
  } finally {
    // One that was never given back would let its pool wait for ever.
    for (const each of pools) void each.end()
  }
}

const TABLES = `
  CREATE TABLE orders (id text PRIMARY KEY, retailer_id integer NOT NULL, total_cents integer NOT NULL, status text NOT NULL);
  CREATE TABLE outbox (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, event_id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
    order_id text NOT NULL, type text NOT NULL, payload jsonb NOT NULL, sent_at timestamptz);
  CREATE TABLE inbox (consumer text, event_id uuid, PRIMARY KEY (consumer, event_id));
  CREATE TABLE receipts (order_id text);`

function lookingAt(admin: Pool): Pick<Market, 'outbox' | 'orders' | 'addEvents' | 'takesTurns'> {
  return {
    outbox: async () => {
      const { rows } = await admin.query<Row>(
        'SELECT order_id, type, payload, sent_at IS NOT NULL AS sent FROM outbox ORDER BY position',
      )
      return rows
    },
    orders: async () => {
      const { rows } = await admin.query<{ line: string }>(`SELECT id || ' ' || status AS line FROM orders ORDER BY id`)
      return rows.map(({ line }) => line)
    },
    addEvents: async (...orderIds) => {
      const ids: string[] = []
      for (const orderId of orderIds) {
        const { rows } = await admin.query<{ event_id: string }>(
          `INSERT INTO outbox (order_id, type, payload) VALUES ($1, 'order.moved', $2) RETURNING event_id`,
          [orderId, { status: 'packed', totalCents: 100 }],
        )
        ids.push(rows[0]?.event_id ?? '')
      }
      return ids
    },
    takesTurns: () => takesTurns(admin),
  }
}

async function takesTurns(admin: Pool): Promise<boolean> {
  const { rows } = await admin.query<{ version: string }>('SELECT version()')
  return /emcc|wasm/i.test(rows[0]?.version ?? '')
}

function dying(admin: Pool, schema: string, open: (more: PoolConfig) => Pool): Market['dies'] {
  let processes = 0
  return async (at, work) => {
    processes += 1
    const name = `${schema}_${processes}`
    const death = new Death(at)
    const pool = open({ application_name: name, max: 2, Client: dyingClient(death) })
    await work(pool, death).catch((error) => {
      if (!death.came) throw error
    })
    if (!death.came) return false
    if (await takesTurns(admin)) return true
    // What the server still does for the dead has ended before anybody looks.
    for (let tries = 0; tries < stretched(200); tries += 1) {
      const { rows } = await admin.query('SELECT FROM pg_stat_activity WHERE application_name = $1', [name])
      if (rows.length === 0) break
      await new Promise((resolve) => setTimeout(resolve, 3))
    }
    return true
  }
}

/** Runs `turn` for each step until there is no such step. */
export async function atEveryStep(turn: (at: number) => Promise<boolean>): Promise<void> {
  for (let at = 1; at <= 40; at += 1) if (!(await turn(at))) return
}

/** A queue that takes everything. `taken` has the order ids, as often as they came. */
export function queue(): { taken: string[]; events: OrderEvent[]; send: (event: OrderEvent) => Promise<void> } {
  const taken: string[] = []
  const events: OrderEvent[] = []
  const send = async (event: OrderEvent) => {
    taken.push(event.orderId)
    events.push(event)
  }
  return { taken, events, send }
}

/** Waits until `count` others wait for a lock, or a while if they never do. */
export async function untilWaiting(admin: Pool, count: number): Promise<void> {
  for (let tries = 0; tries < stretched(60); tries += 1) {
    const { rows } = await admin.query<{ waiting: number }>(
      `SELECT count(DISTINCT pid)::int AS waiting FROM pg_locks
        WHERE NOT granted AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())`,
    )
    if ((rows[0]?.waiting ?? 0) >= count) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** The answer, or 'threw …' with the message. */
export async function outcome(call: Promise<unknown>): Promise<unknown> {
  try {
    return await call
  } catch (error) {
    return `threw ${error instanceof Error ? error.message : String(error)}`
  }
}
