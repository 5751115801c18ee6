import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'
import { withoutLibpq } from '../../processes/environment.ts'
import { ADMIN, copyData, type Data, type DataOptions, makeData, writeOwned } from '../postgres/data.ts'
import { Databases } from '../postgres/databases.ts'
import { type Server, startServer } from '../postgres/server.ts'

/** A primary, and a standby that follows it by streaming replication. Both are servers of ours. */
export interface Pair {
  /** `18.4` */
  version: string
  /** Of the standby. */
  url: string
  /** Makes a database on the primary, and waits until the standby has it. */
  isolate: () => Promise<{ primary: string; replica: string; drop: () => Promise<void> }>
  stop: () => Promise<void>
}

const LEARNER = 'learner'
const CATCH_UP_MS = 10_000

/**
 * What replication needs. A commit waits until the log is written: without that, `pg_current_wal_lsn()` may lie before a
 * commit that has been answered.
 */
const REPLICATING = {
  wal_level: 'replica',
  max_wal_senders: 10,
  synchronous_commit: 'on',
  wal_keep_size: '64MB',
  wal_retrieve_retry_interval: '100ms',
}

export async function startPair(options: DataOptions): Promise<Pair> {
  const data = await makeData(options)
  // Before the primary starts: a folder that a server works on is no copy.
  const copy = await copyData(data, options)
  const primary = await startServer(data, options.binaries, options.account, REPLICATING)
  try {
    follow(copy, primary, options)
    const standby = await startServer(copy, options.binaries, options.account, REPLICATING)
    return await introduce(data, primary, standby)
  } catch (error) {
    await primary.process.stop()
    throw error
  }
}

/** Tells a copy whom it follows. The password is in a file, since everybody can read the flags of a process. */
function follow({ data, password }: Data, { port }: Server, { account }: DataOptions): void {
  const primary = `host=127.0.0.1 port=${port} user=${ADMIN} password=${password}`
  writeOwned(join(data, 'postgresql.auto.conf'), `primary_conninfo = '${primary}'\n`, account)
  writeOwned(join(data, 'standby.signal'), '', account)
}

async function introduce({ password }: Data, primary: Server, standby: Server): Promise<Pair> {
  const address = (user: string, port: number, database: string) =>
    `postgres://${user}:${password}@127.0.0.1:${port}/${database}`
  const databases = await Databases.open(
    address(ADMIN, primary.port, 'postgres'),
    (name) => address(LEARNER, primary.port, name),
    LEARNER,
  )
  await databases.query(`CREATE ROLE ${LEARNER} LOGIN CREATEDB PASSWORD '${password}'`)
  // In the database postgres alone. Checks make a standby fall behind with them.
  for (const name of ['pause', 'resume']) {
    await databases.query(`GRANT EXECUTE ON FUNCTION pg_wal_replay_${name}() TO ${LEARNER}`)
  }
  const watch = await connect(address(ADMIN, standby.port, 'postgres'))
  return {
    version: await databases.version(),
    url: address(LEARNER, standby.port, 'postgres'),
    async isolate() {
      const { url, drop } = await databases.isolate()
      await catchUp(databases, watch)
      return {
        primary: url,
        replica: address(LEARNER, standby.port, new URL(url).pathname.slice(1)),
        async drop() {
          await watch.query('SELECT pg_wal_replay_resume()').catch(() => undefined)
          await drop()
        },
      }
    },
    async stop() {
      await Promise.all([databases.end(), watch.end().catch(() => undefined)])
      // The primary's end waits for its standby.
      await standby.process.stop()
      await primary.process.stop()
    },
  }
}

async function connect(url: string): Promise<Client> {
  const { Client } = await import('pg')
  const client = withoutLibpq(() => new Client({ connectionString: url, connectionTimeoutMillis: 5000 }))
  client.on('error', () => undefined)
  await client.connect()
  return client
}

/** @throws Error when the standby does not get there */
async function catchUp(databases: Databases, standby: Client): Promise<void> {
  const [row] = await databases.query('SELECT pg_current_wal_lsn() AS lsn')
  const late = AbortSignal.timeout(CATCH_UP_MS)
  for (;;) {
    const { rows } = await standby.query<{ there: boolean }>('SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn AS there', [
      row?.['lsn'],
    ])
    if (rows[0]?.there) return
    if (late.aborted) throw new Error('the replica does not follow its primary')
    await sleep(5)
  }
}
