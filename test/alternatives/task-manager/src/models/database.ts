import { type Collection, MongoClient, MongoNetworkError, MongoServerSelectionError } from 'mongodb'
import { mongodbUri } from '../config.ts'

export interface UserRecord {
  _id: string
  name: string
  email: string
  createdAt: Date
  updatedAt: Date
}

export interface TaskRecord {
  _id: string
  ownerId: string
  title: string
  description: string
  status: string
  priority: number
  dueOn: string | null
  version: number
  createdAt: Date
  updatedAt: Date
}

const client = new MongoClient(mongodbUri, { serverSelectionTimeoutMS: 700 })

export const users: Collection<UserRecord> = client.db().collection('users')
export const tasks: Collection<TaskRecord> = client.db().collection('tasks')

export async function open(): Promise<void> {
  await users.createIndex({ email: 1 }, { unique: true })
  await tasks.createIndex({ ownerId: 1 })
}

export const close = () => client.close()
export const ping = () => client.db().command({ ping: 1 })

export function isAway(error: unknown): boolean {
  return error instanceof MongoNetworkError || error instanceof MongoServerSelectionError
}

/** The API's name for the key; all else is shown as it is. */
export function shown<T extends { _id: string }>({ _id, ...rest }: T) {
  return { id: _id, ...rest }
}

export interface PageOf {
  sort: string
  limit: number
  cursor?: string | undefined
}

/** `createdAt.2026-….id` or `priority.3.id`: undefined when it is none of this order. */
export function readPlace({ sort, cursor = '' }: PageOf): [Date | number, string] | undefined {
  const [, name, value = '', id = ''] = /^(-?\w+)~([^~]{1,24})~([0-9a-f-]{36})$/.exec(cursor) ?? []
  if (name !== sort) return undefined
  const place = name.endsWith('priority') ? Number(value) : new Date(value)
  return Number.isNaN(Number(place)) ? undefined : [place, id]
}

type Listed = { _id: string; createdAt: Date; priority?: number }

export async function readPage<T extends Listed>(collection: Collection<T>, filter: object, page: PageOf) {
  const field = page.sort.replace('-', '')
  const direction = page.sort.startsWith('-') ? -1 : 1
  const place = readPlace(page)
  const beyond = direction === 1 ? '$gt' : '$lt'
  const further = place && [{ [field]: { [beyond]: place[0] } }, { [field]: place[0], _id: { [beyond]: place[1] } }]
  const found = (await collection
    .find({ $and: [filter, further ? { $or: further } : {}] } as never)
    .sort({ [field]: direction, _id: direction })
    .limit(page.limit + 1)
    .toArray()) as unknown as T[]
  const data = found.slice(0, page.limit)
  const last = found.length > page.limit ? data.at(-1) : undefined
  const value = field === 'priority' ? last?.priority : last?.createdAt.toISOString()
  return { data: data.map(shown), page: { nextCursor: last ? `${page.sort}~${value}~${last._id}` : null } }
}
