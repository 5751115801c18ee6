/** What the checks of password-store share: a table in memory, and rows that the checks make themselves. */
import { createHmac } from 'node:crypto'
import { compare, hash } from 'bcrypt'
import type {
  PasswordRow,
  PasswordStoreOptions,
  PasswordTable,
} from '../../../exercises/13-password-security/password-store.ts'

export const EMAIL = 'ada@mill.example'
export const KEYS = { k1: 'the first key, of 2024', k2: 'the second key, schlüssel' }

/** Cheap: no check says anything about time. */
export const COST = 4

/** Counts as `PasswordTable`, and shows what is in it and how often it was written. */
export interface WatchedTable extends PasswordTable {
  rows: Map<string, PasswordRow>
  writes: number
}

/** Each call of `put`, `putIf` and `find` takes a turn of the event loop, as in a database. */
export function tableOf(rows: PasswordRow[] = [], parts: Partial<PasswordTable> = {}): WatchedTable {
  const table: WatchedTable = {
    rows: new Map(rows.map((row) => [row.email, row])),
    writes: 0,
    async find(email) {
      await turn()
      const row = table.rows.get(email)
      return row && { ...row }
    },
    async put(row) {
      await turn()
      table.writes += 1
      table.rows.set(row.email, { ...row })
    },
    async putIf(row, oldHash) {
      await turn()
      if (table.rows.get(row.email)?.hash !== oldHash) return false
      table.writes += 1
      table.rows.set(row.email, { ...row })
      return true
    },
    ...parts,
  }
  return table
}

export function optionsOf(table: PasswordTable, parts: Partial<PasswordStoreOptions> = {}): PasswordStoreOptions {
  return { table, cost: COST, peppers: { current: 'k2', keys: { ...KEYS } }, ...parts }
}

/** What bcrypt is given, by the contract. */
export function peppered(password: string, key: string): string {
  return createHmac('sha256', key).update(password, 'utf8').digest('base64')
}

/** A row as the contract says, made by the check itself. */
export async function rowOf(
  password: string,
  { pepper = 'k2', cost = COST, email = EMAIL }: { pepper?: 'k1' | 'k2'; cost?: number; email?: string } = {},
): Promise<PasswordRow> {
  return { email, hash: await hash(peppered(password, KEYS[pepper]), cost), pepper }
}

/** What a row says, for a comparison in which nothing is random. */
export async function described(row: PasswordRow | undefined, password: string) {
  const [, , cost = ''] = row?.hash?.split('$') ?? []
  const key = KEYS[row?.pepper as keyof typeof KEYS] ?? ''
  const stored = String(row?.hash).replace(/^\$2[ay]\$/, '$2b$')
  return { cost: Number(cost), pepper: row?.pepper, fits: await compare(peppered(password, key), stored) }
}

/** What a call came to, so that a rejection is shown as one. */
export async function outcomeOf<T>(call: () => Promise<T>): Promise<T | string> {
  try {
    return await call()
  } catch (error) {
    return `rejected: ${String(error)}`
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))
