import { randomUUID } from 'node:crypto'
import { MongoServerError } from 'mongodb'
import { type PageOf, readPage, shown, tasks, users } from './database.ts'

export type UserFields = { name: string; email: string }

/** Undefined where the email is taken. */
export async function add(fields: UserFields) {
  const now = new Date()
  const user = { _id: randomUUID() as string, ...fields, createdAt: now, updatedAt: now }
  return unlessTaken(async () => {
    await users.insertOne(user)
    return shown(user)
  })
}

export async function get(id: string) {
  const user = await users.findOne({ _id: id })
  return user && shown(user)
}

export const all = (page: PageOf) => readPage(users, {}, page)

export async function change(id: string, changes: Partial<UserFields>) {
  return unlessTaken(async () => {
    const set = { $set: { ...changes, updatedAt: new Date() } }
    const user = await users.findOneAndUpdate({ _id: id }, set, { returnDocument: 'after' })
    return user && shown(user)
  })
}

export async function remove(id: string) {
  await tasks.deleteMany({ ownerId: id })
  await users.deleteOne({ _id: id })
}

async function unlessTaken<T>(write: () => Promise<T>): Promise<T | 'taken'> {
  try {
    return await write()
  } catch (error) {
    if (error instanceof MongoServerError && error.code === 11000) return 'taken'
    throw error
  }
}
