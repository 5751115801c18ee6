import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { fail } from './failure.ts'
import { settings } from './settings.ts'
import { read } from './shapes.ts'

export interface Page {
  /** The number of the last one that was shown. */
  before: number | undefined
  limit: number
}

const LIMIT = z
  .string()
  .regex(/^\d{1,3}$/)
  .transform(Number)
  .pipe(z.int().min(1).max(100))
const QUERY = z.object({ limit: LIMIT.default(20), cursor: z.string().optional() })

export function pageAsked(list: string, query: unknown): Page {
  const { limit, cursor } = read(QUERY, query)
  return { limit, before: cursor === undefined ? undefined : openCursor(list, cursor) }
}

/** One row more than the page holds has been asked for. */
export function pageOf<T extends { seq: number }>(list: string, { limit }: Page, rows: T[]) {
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  const data = shown.map(({ seq, ...item }) => item)
  return { data, page: { nextCursor: last ? `${last.seq}.${sealOf(list, String(last.seq))}` : null } }
}

function openCursor(list: string, cursor: string): number {
  const [, seq = '', seal = ''] = /^(\d{1,15})\.([\w-]{22})$/.exec(cursor) ?? []
  const right = sealOf(list, seq)
  if (seal.length !== right.length || !timingSafeEqual(Buffer.from(seal), Buffer.from(right))) fail('invalid')
  return Number(seq)
}

function sealOf(list: string, seq: string): string {
  return createHmac('sha256', settings.tokenKey).update(`cursor ${list} ${seq}`).digest('base64url').slice(0, 22)
}
