import type { IncomingMessage } from 'node:http'
import { Failure } from '../failure.ts'
import { invalid } from '../middleware/read.ts'
import { type PageOf, readPlace } from '../models/database.ts'
import { get } from '../models/users.ts'

export interface Context {
  request: IncomingMessage
  query: URLSearchParams
  /** Of the path; empty where it has none. */
  id: string
  body: () => Promise<unknown>
}

export interface Reply {
  status: number
  body?: unknown
  location?: string
}

export async function whoAsks({ request }: Context): Promise<string> {
  const id = request.headers['x-user-id']
  if (typeof id !== 'string' || !(await get(id))) throw new Failure(401, 'who is asking?')
  return id
}

export function pageOf({ limit = 20, sort = '-createdAt', cursor }: Record<string, unknown>): PageOf {
  const page = { limit: Number(limit), sort: String(sort), cursor: cursor === undefined ? undefined : String(cursor) }
  if (page.cursor && !readPlace(page)) throw invalid([{ path: 'cursor', message: 'is none of ours' }])
  return page
}

export function found<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Failure(404, 'not there')
  return value
}
