import { DatabaseError, type Pool, type PoolClient, type QueryResultRow } from 'pg'

export interface RouterOptions {
  primary: Pool
  replicas: readonly Pool[]
  /** A replica that was more bytes behind the primary at the last refresh serves nobody until the next. */
  maxLagBytes: number
}

export interface Router {
  /** @throws the primary's error if the primary does not answer */
  refresh(): Promise<void>
  /** @throws RangeError for a text that is no position */
  session(position?: string): Session
}

export interface Session {
  /** Where the primary's log ended after its last statement for this session. */
  readonly position: string | undefined
  read<Row extends QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>
  write<Row extends QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>
  transaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T>
}

interface Replica {
  pool: Pool
  /** How far it had come when it was asked; it may be further now. undefined while it is down. */
  replayed: bigint | undefined
  isTooFarBehind: boolean
}

/** SQLSTATE of a statement that would write, on a server that only reads. */
const READ_ONLY = '25006'

export function createRouter({ primary, replicas, maxLagBytes }: RouterOptions): Router {
  const all = replicas.map((pool): Replica => ({ pool, replayed: undefined, isTooFarBehind: false }))
  let turn = 0

  /** Those that have come as far as `position`, beginning with the next in turn. */
  function usable(position: bigint): Replica[] {
    const found = all.filter(
      ({ replayed, isTooFarBehind }) => replayed !== undefined && !isTooFarBehind && replayed >= position,
    )
    if (found.length === 0) return []
    const first = turn++ % found.length
    return [...found.slice(first), ...found.slice(0, first)]
  }

  return {
    async refresh() {
      const end = await endOfLog(primary)
      await Promise.all(
        all.map(async (replica) => {
          replica.replayed = await replayedBy(replica.pool).catch(() => undefined)
          replica.isTooFarBehind = replica.replayed !== undefined && end - replica.replayed > maxLagBytes
        }),
      )
    },
    session: (position) => openSession(primary, usable, position === undefined ? undefined : bytesOf(position)),
  }
}

function openSession(primary: Pool, usable: (position: bigint) => Replica[], start: bigint | undefined): Session {
  let position = start

  /** After the statement and never before: a commit is in the log behind all that it commits. */
  async function notePosition(): Promise<void> {
    const end = await endOfLog(primary)
    if (position === undefined || end > position) position = end
  }

  async function write<Row extends QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]> {
    const { rows } = await primary.query<Row>(text, values)
    await notePosition()
    return rows
  }

  return {
    get position() {
      return position === undefined ? undefined : textOf(position)
    },
    write,
    async read<Row extends QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]> {
      for (const replica of usable(position ?? 0n)) {
        try {
          return (await replica.pool.query<Row>(text, values)).rows
        } catch (error) {
          // Values that no server can be sent: it was not even asked.
          if (error instanceof TypeError) throw error
          const state = stateOf(error)
          if (state === READ_ONLY) break
          if (state !== undefined && !state.startsWith('57')) throw error
          replica.replayed = undefined
        }
      }
      return write<Row>(text, values)
    },
    async transaction(work) {
      const result = await inTransaction(primary, work)
      await notePosition()
      return result
    },
  }
}

async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  // The pool listens to the clients that it holds, and not to those that it has lent.
  client.on('error', ignore)
  try {
    await client.query('BEGIN')
    const result = await work(client)
    const { command } = await client.query('COMMIT')
    if (command !== 'COMMIT') throw new Error('A statement of the transaction failed, so that nothing of it was kept.')
    return result
  } catch (error) {
    // Fails only when the connection is gone, and then the server has rolled back already.
    await client.query('ROLLBACK').catch(() => undefined)
    throw error
  } finally {
    client.off('error', ignore)
    client.release()
  }
}

/** A connection that breaks between two statements makes the next one fail, and that is soon enough. */
function ignore(): void {}

async function endOfLog(primary: Pool): Promise<bigint> {
  const { rows } = await primary.query<{ position: string }>('SELECT pg_current_wal_lsn() AS position')
  return bytesOf(rows[0]?.position ?? '')
}

async function replayedBy(replica: Pool): Promise<bigint> {
  const { rows } = await replica.query<{ position: string }>('SELECT pg_last_wal_replay_lsn() AS position')
  return bytesOf(rows[0]?.position ?? '')
}

/** The SQLSTATE of an error that the server sent; undefined where no server answered. Errors of sockets have codes, too. */
function stateOf(error: unknown): string | undefined {
  return error instanceof DatabaseError ? error.code : undefined
}

/** Compared as texts, '0/9' would come behind '0/10'. */
function bytesOf(position: string): bigint {
  const [, high, low] = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i.exec(position) ?? []
  if (high === undefined || low === undefined) throw new RangeError(`'${position}' is no position in a log`)
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`)
}

function textOf(position: bigint): string {
  const hex = (part: bigint) => part.toString(16).toUpperCase()
  return `${hex(position >> 32n)}/${hex(position & 0xffff_ffffn)}`
}
