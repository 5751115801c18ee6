import { randomUUID } from 'node:crypto'
import { type PageOf, readPage, shown, type TaskRecord, tasks } from './database.ts'

export type TaskFields = Pick<TaskRecord, 'title' | 'description' | 'status' | 'priority' | 'dueOn'>

export interface Filter {
  status?: string
  priority?: number
  dueBefore?: string
  search?: string
}

export async function add(ownerId: string, given: Partial<TaskFields> & { title: string }) {
  const now = new Date()
  const blank = { description: '', status: 'todo', priority: 3, dueOn: null }
  const task = { _id: randomUUID() as string, ownerId, ...blank, ...given, version: 1, createdAt: now, updatedAt: now }
  await tasks.insertOne(task)
  return shown(task)
}

export async function get(ownerId: string, id: string) {
  const task = await tasks.findOne({ _id: id, ownerId })
  return task && shown(task)
}

export function list(ownerId: string, { status, priority, dueBefore, search }: Filter, page: PageOf) {
  const conditions = [
    { ownerId },
    ...(status ? [{ status }] : []),
    ...(priority ? [{ priority }] : []),
    ...(dueBefore ? [{ dueOn: { $lt: dueBefore, $ne: null } }] : []),
    ...(search ? [{ title: { $regex: escaped(search), $options: 'i' } }] : []),
  ]
  return readPage(tasks, { $and: conditions }, page)
}

/** A class of one for each character that could mean more. */
const escaped = (text: string) =>
  text.replace(/[^\p{L}\p{N}\s]/gu, (character) => (/[\\^\]]/.test(character) ? `\\${character}` : `[${character}]`))

/** Null where there is none, `stale` where it has another version. */
export async function change(ownerId: string, id: string, changes: Partial<TaskFields>, version?: number) {
  const task = await tasks.findOneAndUpdate(
    { _id: id, ownerId, ...(version === undefined ? {} : { version }) },
    { $set: { ...changes, updatedAt: new Date() }, $inc: { version: 1 } },
    { returnDocument: 'after' },
  )
  if (task) return shown(task)
  return (await get(ownerId, id)) ? 'stale' : null
}

export async function remove(ownerId: string, id: string) {
  return (await tasks.deleteOne({ _id: id, ownerId })).deletedCount === 1
}
