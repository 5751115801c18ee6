import mongoose, { type QueryFilter, type Types } from 'mongoose'
import { ConflictError } from '../errors.ts'
import type { Changes } from './changes.ts'
import { toObjectId } from './id.ts'
import { findPage, type PageRequest } from './page.ts'

export const STATUSES = ['todo', 'doing', 'done'] as const

export interface TaskFields {
  title: string
  description: string
  status: (typeof STATUSES)[number]
  priority: number
  /** A day, as 2026-03-01. */
  dueOn: string | null
}

export interface Task extends TaskFields {
  id: string
  ownerId: string
  /** 1 at first, and one more with every change. */
  version: number
  createdAt: Date
  updatedAt: Date
}

export interface TaskFilter {
  status?: TaskFields['status'] | undefined
  priority?: number | undefined
  dueBefore?: string | undefined
  search?: string | undefined
}

interface TaskDocument extends Omit<Task, 'id' | 'ownerId'> {
  _id: Types.ObjectId
  owner: Types.ObjectId
}

// What a task may be was decided at the door. Here stands what is stored.
const schema = new mongoose.Schema<TaskDocument>(
  {
    owner: mongoose.Types.ObjectId,
    title: String,
    description: String,
    status: String,
    priority: Number,
    dueOn: String,
    version: Number,
  },
  { timestamps: true },
)
// One for each order, with the owner in front: nobody's list reads what others have. It is read in both directions.
schema.index({ owner: 1, createdAt: 1, _id: 1 })
schema.index({ owner: 1, priority: 1, _id: 1 })

export const TaskModel = mongoose.model<TaskDocument>('Task', schema)

export async function createTask(ownerId: string, fields: TaskFields): Promise<Task> {
  const document = await TaskModel.create({ ...fields, owner: new mongoose.Types.ObjectId(ownerId), version: 1 })
  return toTask(document.toObject())
}

/** Every question about one task names its owner. Where another's task would be found, nothing is. */
export async function findTask(ownerId: string, id: string): Promise<Task | undefined> {
  const document = await TaskModel.findOne(owned(ownerId, id)).lean<TaskDocument>()
  return document ? toTask(document) : undefined
}

export async function listTasks(
  ownerId: string,
  filter: TaskFilter,
  page: PageRequest,
): Promise<{ tasks: Task[]; hasMore: boolean }> {
  const { found, hasMore } = await findPage(TaskModel, filterOf(ownerId, filter), page)
  return { tasks: found.map(toTask), hasMore }
}

/**
 * One command to the database, which looks and writes at once: nobody can come in between.
 * @throws ConflictError when the task has another version than the one that the client has seen
 */
export async function changeTask(
  ownerId: string,
  id: string,
  changes: Changes<TaskFields>,
  version: number | undefined,
): Promise<Task | undefined> {
  const document = await TaskModel.findOneAndUpdate(
    { ...owned(ownerId, id), ...(version !== undefined && { version }) },
    { $set: changes, $inc: { version: 1 } },
    { returnDocument: 'after' },
  ).lean<TaskDocument>()
  if (document) return toTask(document)
  if (await TaskModel.exists(owned(ownerId, id))) throw new ConflictError('the task has been changed meanwhile')
  return undefined
}

/** Says whether there was one. */
export async function deleteTask(ownerId: string, id: string): Promise<boolean> {
  const { deletedCount } = await TaskModel.deleteOne(owned(ownerId, id))
  return deletedCount === 1
}

export async function deleteTasksOf(ownerId: string): Promise<void> {
  await TaskModel.deleteMany({ owner: toObjectId(ownerId) })
}

function owned(ownerId: string, id: string) {
  return { _id: toObjectId(id), owner: toObjectId(ownerId) }
}

function filterOf(ownerId: string, { status, priority, dueBefore, search }: TaskFilter): QueryFilter<TaskDocument> {
  return {
    owner: toObjectId(ownerId),
    ...(status !== undefined && { status }),
    ...(priority !== undefined && { priority }),
    // Days written as 2026-03-01 are in the order of their texts. null is not a text, so it is never before one.
    ...(dueBefore !== undefined && { dueOn: { $lt: dueBefore } }),
    ...(search !== undefined && { title: { $regex: escapeRegex(search), $options: 'i' } }),
  }
}

function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}

function toTask({ _id, owner, ...fields }: TaskDocument): Task {
  const { title, description, status, priority, dueOn, version, createdAt, updatedAt } = fields
  const names = { id: _id.toHexString(), ownerId: owner.toHexString() }
  return { ...names, title, description, status, priority, dueOn, version, createdAt, updatedAt }
}
