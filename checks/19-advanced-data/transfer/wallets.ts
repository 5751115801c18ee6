import { serviceUrl, stretched } from 'backend-workbook/check'
import { Pool, type PoolConfig } from 'pg'
import { type Transfer, type TransferOptions, transfer } from '../../../exercises/19-advanced-data/transfer.ts'

export interface Wallets {
  /** What the exercise is given. */
  pool: Pool
  /** Others, who lock, break and look. */
  admin: Pool
  /** Calls `transfer` with this pool: 'done', 'repeated' or 'threw …'. `waits` has every call of sleep, which ends at once. */
  move: (order: Partial<Transfer>, options?: TransferOptions) => Promise<string>
  waits: number[]
  /** Cents by wallet. */
  balances: () => Promise<Record<number, number>>
  /** Ids of what is in the table transfers. */
  recorded: () => Promise<string[]>
  /** SQLSTATEs that the server has sent to clients of `pool`. */
  codes: string[]
  /** The next `times` inserts into transfers fail with this code: at once, or when their transaction is committed. */
  failInserts: (code: string, times: number, when?: 'at once' | 'at COMMIT') => Promise<void>
  /** How many inserts have met `failInserts`. */
  attempted: () => Promise<number>
}

let schemas = 0

/** Gives `use` wallets with these balances: the first has id 1. */
export async function withWallets(
  cents: readonly number[],
  use: (wallets: Wallets) => Promise<void>,
  config: PoolConfig = {},
): Promise<void> {
  schemas += 1
  const schema = `wallets_${schemas}`
  const connection = {
    connectionString: serviceUrl('postgres'),
    // What waits for a lock or a client that never comes back fails, and does not end the run.
    options: `-c search_path=${schema} -c client_min_messages=warning -c lock_timeout=${stretched(1500)}`,
    connectionTimeoutMillis: stretched(1500),
  }
  const admin = new Pool({ ...connection, max: 3 })
  const pool = new Pool({ ...connection, max: 10, ...config })
  const codes: string[] = []
  const waits: number[] = []
  for (const each of [admin, pool]) each.on('error', () => undefined)
  pool.on('connect', (client) => listenFor(client, codes))
  try {
    // Said once more for PGlite, where all connections share one session.
    await admin.query(`CREATE SCHEMA ${schema}; SET search_path TO ${schema}; ${TABLES}`)
    await admin.query('INSERT INTO wallets SELECT n, c FROM unnest($1::bigint[]) WITH ORDINALITY AS w(c, n)', [cents])
    await use({
      pool,
      admin,
      waits,
      codes,
      move: (order, options) =>
        outcome(() => {
          const sleep = async (ms: number) => {
            waits.push(ms)
          }
          return transfer(pool, { id: 'order-1', from: 1, to: 2, cents: 100, ...order }, { sleep, ...options })
        }),
      balances: async () => {
        const { rows } = await admin.query<{ id: number; cents: string }>('SELECT id, cents FROM wallets ORDER BY id')
        return Object.fromEntries(rows.map((wallet) => [wallet.id, Number(wallet.cents)]))
      },
      recorded: async () => {
        const { rows } = await admin.query<{ id: string }>('SELECT id FROM transfers ORDER BY id')
        return rows.map(({ id }) => id)
      },
      failInserts: async (code, times, when = 'at once') => {
        await admin.query(failingInserts(code, times, when))
      },
      attempted: async () => {
        const { rows } = await admin.query<{ inserts: number }>(
          'SELECT (CASE WHEN is_called THEN last_value ELSE 0 END)::int AS inserts FROM inserts',
        )
        return rows[0]?.inserts ?? 0
      },
    })
  } finally {
    // One that was never given back would let its pool wait for ever.
    for (const each of [admin, pool]) void each.end()
  }
}

const TABLES = `
  CREATE TABLE wallets (id integer PRIMARY KEY, cents bigint NOT NULL CHECK (cents >= 0));
  CREATE TABLE transfers (
    id text PRIMARY KEY, from_wallet integer NOT NULL REFERENCES wallets, to_wallet integer NOT NULL REFERENCES wallets,
    cents bigint NOT NULL);
  CREATE SEQUENCE inserts;`

/** A sequence counts what is rolled back, too. */
function failingInserts(code: string, times: number, when: 'at once' | 'at COMMIT'): string {
  const trigger =
    when === 'at once'
      ? 'CREATE TRIGGER failing BEFORE INSERT ON transfers'
      : 'CREATE CONSTRAINT TRIGGER failing AFTER INSERT ON transfers DEFERRABLE INITIALLY DEFERRED'
  return `
    DROP TRIGGER IF EXISTS failing ON transfers;
    ALTER SEQUENCE inserts RESTART;
    CREATE OR REPLACE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF nextval('inserts') <= ${times} THEN RAISE EXCEPTION 'made by the check' USING ERRCODE = '${code}'; END IF;
        RETURN NEW;
      END $$;
    ${trigger} FOR EACH ROW EXECUTE FUNCTION fail();`
}

/** What the driver's connection hears before anybody can catch it. */
function listenFor(client: object, codes: string[]): void {
  if (!('connection' in client)) return
  const connection = client.connection as NodeJS.EventEmitter
  connection.on('errorMessage', ({ code = '' }: { code?: string }) => codes.push(code))
}

/** The answer, or 'threw …' with the SQLSTATE and the constraint where there are any. */
export async function outcome(answer: () => Promise<string>): Promise<string> {
  try {
    return await answer()
  } catch (error) {
    if (!(error instanceof Error)) return `threw ${String(error)}`
    const more = ['code', 'constraint'].map((key) => Reflect.get(error, key)).filter((value) => value !== undefined)
    return `threw ${[error.name, ...more].join(' ')}: ${error.message}`
  }
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

/** Locks a wallet until the function that it gives is called. */
export async function hold(admin: Pool, wallet: number): Promise<() => Promise<void>> {
  const client = await admin.connect()
  await client.query('BEGIN')
  await client.query('SELECT FROM wallets WHERE id = $1 FOR UPDATE', [wallet])
  return async () => {
    await client.query('COMMIT')
    client.release()
  }
}

export function lentBy(pool: Pool): number {
  return pool.totalCount - pool.idleCount
}

/** How often each outcome came. */
export function tally(outcomes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const each of outcomes) {
    const short = each.replace(/^(threw \w+):.*/s, '$1')
    counts[short] = (counts[short] ?? 0) + 1
  }
  return counts
}
