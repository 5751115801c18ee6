/*
 * Money between the wallets of the marketplace. The tables exist:
 *
 *   CREATE TABLE wallets (
 *     id integer PRIMARY KEY,
 *     cents bigint NOT NULL CHECK (cents >= 0)
 *   );
 *   CREATE TABLE transfers (
 *     id text PRIMARY KEY,                       -- chosen by the caller, who repeats it when an answer got lost
 *     from_wallet integer NOT NULL REFERENCES wallets,
 *     to_wallet integer NOT NULL REFERENCES wallets,
 *     cents bigint NOT NULL
 *   );
 *
 * A transfer takes cents from one wallet, adds them to another and inserts a row into `transfers`: all of it in one transaction, or
 * nothing. Other programs write to these tables, too. All balances stay far below 2 ** 53.
 */
import type { Pool } from 'pg'

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

/**
 * - 'done': this call has moved the money. 'repeated': a transfer with this id and the same wallets and cents had been done before, and
 *   nothing was moved again, whatever the balances are now. Of several calls with one id at the same moment, one is 'done'.
 * - RangeError if cents is no positive safe integer, or if `from` is `to`: then the pool is not asked.
 * - InsufficientFunds, UnknownWallet and IdTaken end the call at its first attempt and leave nothing behind. Where two of them are true,
 *   it is either. The id of a transfer that was not done can be used again.
 * - A transaction that fails with SQLSTATE 40001 or 40P01, be it at its COMMIT, is attempted again from its beginning: up to `attempts`
 *   in all. After that, the last error is thrown. Every other error is thrown on as it is, without another attempt.
 * - Before attempt n + 1 it calls `sleep` once, with random() * 20 * 2 ** (n - 1) milliseconds: up to 20, 40, 80 and so on, but never
 *   more than random() * 1000. Meanwhile it holds no client of the pool.
 * - Two transfers never wait for each other in a circle (40P01), whichever wallets they are between.
 * - Every client goes back to the pool, out of its transaction. A connection that breaks fails the call with an error, even between two
 *   statements, and does no other harm.
 *
 * @example
 * await transfer(pool, { id: 'order-12', from: 1, to: 2, cents: 250 }) // 'done'
 * await transfer(pool, { id: 'order-12', from: 1, to: 2, cents: 250 }) // 'repeated'
 */
export async function transfer(
  pool: Pool,
  order: Transfer,
  options: TransferOptions = {},
): Promise<'done' | 'repeated'> {
  return 'repeated'
}
