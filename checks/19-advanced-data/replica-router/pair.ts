import { type Detour, openDetour, serviceUrl, stretched } from 'backend-workbook/check'
import { Pool } from 'pg'
import { createRouter, type RouterOptions, type Session } from '../../../exercises/19-advanced-data/replica-router.ts'

/** A primary and a real replica of it, as two pools that a router may take for two replicas. */
export interface Pair {
  primary: Pool
  /** Both lead to one server, each on a way of its own that can be cut. */
  replicas: [Pool, Pool]
  ways: [Detour, Detour]
  primaryWay: Detour
  router: (options?: Partial<RouterOptions>) => ReturnType<typeof createRouter>
  /** From now on the replica takes the log and repeats none of it. */
  pause: () => Promise<void>
  resume: () => Promise<void>
  /** Waits until the replica has repeated all that is written so far. */
  caughtUp: () => Promise<void>
  /** Asks the primary, past the router. */
  admin: Pool
}

const PRIMARY = 'PRIMARY_URL'
const WHO = "SELECT current_setting('application_name') AS who"
let schemas = 0

/** Gives `use` a table `stock` of its own, which the replica has as well, and a function `take` that updates it. */
export async function withPair(use: (pair: Pair) => Promise<void>): Promise<void> {
  schemas += 1
  const schema = `shop_${schemas}`
  const primaryUrl = new URL(process.env[PRIMARY] ?? '')
  const replicaUrl = new URL(serviceUrl('postgres-replica'))
  const pools: Pool[] = []
  const open = (url: URL, name: string, port = Number(url.port), max = 3) => {
    const connectionString = Object.assign(new URL(url), { port }).href
    const options = `-c search_path=${schema} -c lock_timeout=1500`
    const pool = new Pool({ connectionString, options, application_name: name, max, connectionTimeoutMillis: 1500 })
    pool.on('error', () => undefined)
    pools.push(pool)
    return pool
  }
  const admin = open(primaryUrl, 'admin')
  // It may pause the replay in this database alone.
  const keeper = open(Object.assign(new URL(replicaUrl), { pathname: '/postgres' }), 'keeper')
  const detour = (url: URL) => openDetour(url.hostname, Number(url.port))
  const [east, west, main] = await Promise.all([detour(replicaUrl), detour(replicaUrl), detour(primaryUrl)])
  try {
    await admin.query(tablesOf(schema))
    const primary = open(primaryUrl, 'primary', main.port, 2)
    const replicas: [Pool, Pool] = [open(replicaUrl, 'east', east.port), open(replicaUrl, 'west', west.port)]
    const pair: Pair = {
      primary,
      replicas,
      ways: [east, west],
      primaryWay: main,
      admin,
      router: (options) => createRouter({ primary, replicas, maxLagBytes: 10_000_000, ...options }),
      pause: async () => {
        await keeper.query('SELECT pg_wal_replay_pause()')
        await until(async () => (await stateOf(keeper)) === 'paused')
      },
      resume: async () => {
        await keeper.query('SELECT pg_wal_replay_resume()')
      },
      caughtUp: () => caughtUp(admin, keeper),
    }
    await pair.caughtUp()
    await use(pair)
  } finally {
    await keeper.query('SELECT pg_wal_replay_resume()')
    await Promise.all([east, west, main].map((way) => way.cut()))
    // One that was never given back would let its pool wait for ever.
    for (const pool of pools) void pool.end()
  }
}

function tablesOf(schema: string): string {
  return `CREATE SCHEMA ${schema}; SET search_path TO ${schema};
    CREATE TABLE stock (sku text PRIMARY KEY, pieces integer NOT NULL);
    INSERT INTO stock VALUES ('tea', 10), ('oats', 20);
    CREATE FUNCTION take(wanted text) RETURNS integer LANGUAGE sql AS
      'UPDATE stock SET pieces = pieces - 1 WHERE sku = wanted RETURNING pieces';`
}

async function stateOf(keeper: Pool): Promise<string> {
  const { rows } = await keeper.query<{ state: string }>('SELECT pg_get_wal_replay_pause_state() AS state')
  return rows[0]?.state ?? ''
}

async function caughtUp(admin: Pool, keeper: Pool): Promise<void> {
  const { rows } = await admin.query<{ lsn: string }>('SELECT pg_current_wal_lsn() AS lsn')
  const text = 'SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn AS there'
  await until(async () => (await keeper.query<{ there: boolean }>(text, [rows[0]?.lsn])).rows[0]?.there === true)
}

/** @throws Error of our own: no answer of the learner's is to blame */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < stretched(500); tries += 1) {
    if (await holds()) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error('The replica of this run did not get there in time.')
}

/** Who answers reads of this session, one after the other: 'primary', 'east' or 'west'. */
export async function whoReads(session: Session, times = 1): Promise<string[]> {
  const names: string[] = []
  for (let time = 0; time < times; time += 1) {
    const rows = await session.read<{ who: string }>(WHO)
    names.push(rows[0]?.who ?? 'nobody')
  }
  return names
}

/** The same, without the names of replicas: 'primary' or 'a replica'. */
export async function whichReads(session: Session, times = 1): Promise<string[]> {
  const names = await whoReads(session, times)
  return names.map((name) => (name === 'primary' ? name : 'a replica'))
}

/** Pieces of tea, as this session reads them. */
export async function teaOf(session: Session): Promise<number | undefined> {
  const rows = await session.read<{ pieces: number }>('SELECT pieces FROM stock WHERE sku = $1', ['tea'])
  return rows[0]?.pieces
}

export const TAKE_TEA = "UPDATE stock SET pieces = pieces - 1 WHERE sku = 'tea' RETURNING pieces"

/** 'threw …' with the SQLSTATE where there is one, or the answer itself. */
export async function outcome<T>(answer: () => T | Promise<T>): Promise<T | string> {
  try {
    return await answer()
  } catch (error) {
    if (!(error instanceof Error)) return `threw ${String(error)}`
    const code = 'code' in error ? ` ${String(error.code)}` : ''
    return `threw ${error.name}${code}: ${error.message}`
  }
}

/** Counts from now on how often a pool is asked for anything. What it gives ends that, and says how often. */
export function countAsked(pool: Pool): () => number {
  let asked = 0
  // pool.query takes a client, too.
  const connect = pool.connect.bind(pool) as (...args: unknown[]) => unknown
  Object.assign(pool, {
    connect: (...args: unknown[]) => {
      asked += 1
      return connect(...args)
    },
  })
  return () => {
    Reflect.deleteProperty(pool, 'connect')
    return asked
  }
}
