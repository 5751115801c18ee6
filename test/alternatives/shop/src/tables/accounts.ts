import { query } from '../database.ts'

export interface Account {
  id: string
  email: string
  role: 'retailer' | 'admin'
}

type Found = Account & { passwordHash: string }

const SHOWN = 'id, email, role'

export async function addAccount(email: string, hash: string, role: Account['role']): Promise<Account | undefined> {
  const sql = `INSERT INTO account (email, password_hash, role) VALUES ($1, $2, $3)
    ON CONFLICT (email) DO NOTHING RETURNING ${SHOWN}`
  return (await query<Account & Record<string, unknown>>(sql, email, hash, role))[0]
}

export async function accountById(id: string): Promise<Account | undefined> {
  const sql = `SELECT ${SHOWN} FROM account WHERE id = $1`
  return (await query<Account & Record<string, unknown>>(sql, id))[0]
}

export async function accountByEmail(email: string): Promise<Found | undefined> {
  const sql = `SELECT ${SHOWN}, password_hash AS "passwordHash" FROM account WHERE email = $1`
  return (await query<Found & Record<string, unknown>>(sql, email))[0]
}
