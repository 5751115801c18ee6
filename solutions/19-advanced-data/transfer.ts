import { setTimeout as wait } from 'node:timers/promises'
import { DatabaseError, type Pool, type PoolClient } from 'pg'

export interface Transfer {
  id: string
  from: number
  to: number
  cents: number
}

export interface TransferOptions {
  /** How many attempts at most. Default 5. */
  attempts?: number
  /** Default: a timer. */
  sleep?: (ms: number) => Promise<void>
  /** From 0 to below 1. Default Math.random. */
  random?: () => number
}

/** The payer has fewer cents than that. */
export class InsufficientFunds extends Error {
  override readonly name = 'InsufficientFunds'
}

/** There is no wallet with one of the two numbers. */
export class UnknownWallet extends Error {
  override readonly name = 'UnknownWallet'
}

/** The id belongs to a transfer between other wallets, or of other cents. */
export class IdTaken extends Error {
  override readonly name = 'IdTaken'
}

type Outcome = 'done' | 'repeated'

/** Serialization failure and deadlock: the same transaction may succeed the next time, and has left nothing behind. */
const WORTH_ANOTHER = new Set<string | undefined>(['40001', '40P01'])
const FIRST_MS = 20
const LONGEST_MS = 1000

export async function transfer(pool: Pool, order: Transfer, options: TransferOptions = {}): Promise<Outcome> {
  if (!Number.isSafeInteger(order.cents) || order.cents <= 0)
    throw new RangeError(`${order.cents} are no cents to move`)
  if (order.from === order.to) throw new RangeError('A transfer needs two wallets')
  const { attempts = 5, sleep = wait, random = Math.random } = options
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await inTransaction(pool, (client) => move(client, order))
    } catch (error) {
      if (attempt >= attempts || !isWorthAnother(error)) throw error
    }
    await sleep(random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempt - 1)))
  }
}

function isWorthAnother(error: unknown): boolean {
  return error instanceof DatabaseError && WORTH_ANOTHER.has(error.code)
}

async function move(client: PoolClient, { id, from, to, cents }: Transfer): Promise<Outcome> {
  // By id, in every transfer: two that want the same wallets wait in a line and not in a circle.
  const wallets = await client.query<{ id: number; cents: string }>(
    'SELECT id, cents FROM wallets WHERE id IN ($1, $2) ORDER BY id FOR UPDATE',
    [from, to],
  )
  // After the locks: what a call with the same id has done meanwhile is seen.
  const earlier = await client.query<{ same: boolean }>(
    'SELECT from_wallet = $2 AND to_wallet = $3 AND cents = $4 AS same FROM transfers WHERE id = $1',
    [id, from, to, cents],
  )
  if (earlier.rows[0]?.same === false) throw taken(id)
  if (earlier.rows[0]) return 'repeated'
  const payer = wallets.rows.find((wallet) => wallet.id === from)
  if (!payer || wallets.rows.length < 2) throw new UnknownWallet(`There is no wallet ${payer ? to : from}`)
  if (Number(payer.cents) < cents) throw new InsufficientFunds(`Wallet ${from} has ${payer.cents} of ${cents} cents`)
  const { rowCount } = await client.query(
    'INSERT INTO transfers (id, from_wallet, to_wallet, cents) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
    [id, from, to, cents],
  )
  // Between other wallets, whose locks are not ours.
  if (rowCount === 0) throw taken(id)
  await client.query('UPDATE wallets SET cents = cents - $2 WHERE id = $1', [from, cents])
  await client.query('UPDATE wallets SET cents = cents + $2 WHERE id = $1', [to, cents])
  return 'done'
}

function taken(id: string): IdTaken {
  return new IdTaken(`${id} is the id of another transfer`)
}

async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  // The pool listens to the clients that it holds, and not to those that it has lent.
  client.on('error', ignore)
  try {
    await client.query('BEGIN')
    const result = await work(client)
    await client.query('COMMIT')
    return result
  } catch (error) {
    // Fails only when the connection is gone, and then the server has rolled back already.
    await client.query('ROLLBACK').catch(ignore)
    throw error
  } finally {
    client.off('error', ignore)
    client.release()
  }
}

/** A connection that breaks between two statements makes the next one fail, and that is soon enough. */
function ignore(): void {}
