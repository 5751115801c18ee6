/*
 * A runner of migrations. What has been applied stands in a table, which your functions make where it is missing, in the
 * schema that the connection works in:
 *
 *   schema_migrations (version integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())
 *
 * Each migration happens in a transaction of its own: all of its statements and its row in the table, or nothing of it.
 * Several processes may call these functions at the same moment, as happens when a new version starts on four machines.
 * The pool is used by others too, and gets back every connection it has lent.
 */
import type { Pool } from 'pg'

export interface Migration {
  /** Any integer, 0 too. It alone says which migration this is: names may change, and two may have the same. */
  version: number
  name: string
  /** Statements, executed one after the other. */
  up: readonly string[]
  /** The way back, executed in this order, too. */
  down: readonly string[]
}

/**
 * Applies, by version from the lowest, every migration that has not been applied, in whatever order the list has them.
 * At the first that fails it stops and throws; those before it stay.
 *
 * @returns the versions that this call has applied, in order
 * @example await migrate(pool, [addEmail, createUsers]) // [1, 2], and the next time []
 */
export async function migrate(pool: Pool, migrations: readonly Migration[]): Promise<number[]> {
  return []
}

/**
 * Takes back the applied migrations with the highest versions, the highest first, `steps` of them or as many as there are,
 * with 0 none. Each is a transaction of its own here, too: those taken back before one that fails stay so.
 * An applied version that is not in the list cannot be taken back: it stops there and throws.
 *
 * @returns the versions that this call has taken back, in order
 */
export async function rollback(pool: Pool, migrations: readonly Migration[], steps = 1): Promise<number[]> {
  return []
}
