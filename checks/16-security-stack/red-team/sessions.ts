/** What the routes of the market share: what it holds, and whose session a request belongs to. */
import type { Request } from 'express'
import type { Client } from 'pg'
import type { Hole, Secrets, State } from './holes.ts'

export interface Market {
  db: Client
  state: (hole: Hole) => State
  secrets: Secrets
  sessions: Map<string, number>
  pickups: { order: number; code: string; note: string }[]
  imports: number[]
}

export class HttpError extends Error {
  readonly status: number
  constructor(status: number) {
    super(`status ${status}`)
    this.status = status
  }
}

interface Account {
  id: number
  email: string
  name: string
  phone: string
  iban: string
  role: string
}

export async function accountOf({ headers }: Request, { db, sessions }: Market): Promise<Account> {
  const [, token = ''] = /(?:^|;\s*)session=([^;]+)/.exec(headers.cookie ?? '') ?? []
  const { rows } = await db.query<Account>('SELECT * FROM accounts WHERE id = $1', [sessions.get(token)])
  if (!rows[0]) throw new HttpError(401)
  return rows[0]
}
