/* mistake
wrong: Users lie in the database, tasks in a Map. They are gone with the process, and no second process knows them.
why: It is how every sketch begins. It answers quickly, all routes work, and in a demonstration nobody starts the server twice.
fails:
  - keeps users and tasks in the collections of those names
  - takes the tasks along when their owner is deleted
  - finds everything again when it was killed and has been started anew
  - keeps what it has answered when it is killed while 200 clients are at work
score: 79
*/
import { randomBytes } from 'node:crypto'
import { ConflictError } from '../errors.ts'
import type { Changes } from './changes.ts'
import type { Order, PageRequest, Position } from './page.ts'

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

/** All tasks, by id. */
const tasks = new Map<string, Task>()

export async function createTask(ownerId: string, fields: TaskFields): Promise<Task> {
  const now = new Date()
  const task = { id: randomBytes(12).toString('hex'), ownerId, ...fields, version: 1, createdAt: now, updatedAt: now }
  tasks.set(task.id, task)
  return task
}

/** Every question about one task names its owner. Where another's task would be found, nothing is. */
export async function findTask(ownerId: string, id: string): Promise<Task | undefined> {
  const task = tasks.get(id)
  return task?.ownerId === ownerId ? task : undefined
}

export async function listTasks(
  ownerId: string,
  filter: TaskFilter,
  { order, limit, after }: PageRequest,
): Promise<{ tasks: Task[]; hasMore: boolean }> {
  const found = [...tasks.values()]
    .filter((task) => task.ownerId === ownerId && matches(task, filter))
    .sort((a, b) => compare(order, placeOf(order, a), placeOf(order, b)))
    .filter((task) => !after || compare(order, placeOf(order, task), after) > 0)
  return { tasks: found.slice(0, limit), hasMore: found.length > limit }
}

/** @throws ConflictError when the task has another version than the one that the client has seen */
export async function changeTask(
  ownerId: string,
  id: string,
  changes: Changes<TaskFields>,
  version: number | undefined,
): Promise<Task | undefined> {
  const task = await findTask(ownerId, id)
  if (!task) return undefined
  if (version !== undefined && version !== task.version) throw new ConflictError('the task has been changed meanwhile')
  return Object.assign(task, changes, { version: task.version + 1, updatedAt: new Date() })
}

/** Says whether there was one. */
export async function deleteTask(ownerId: string, id: string): Promise<boolean> {
  return (await findTask(ownerId, id)) !== undefined && tasks.delete(id)
}

export async function deleteTasksOf(ownerId: string): Promise<void> {
  for (const task of tasks.values()) if (task.ownerId === ownerId) tasks.delete(task.id)
}

function matches({ title, ...task }: Task, { status, priority, dueBefore, search }: TaskFilter): boolean {
  return (
    (status === undefined || task.status === status) &&
    (priority === undefined || task.priority === priority) &&
    (dueBefore === undefined || (task.dueOn !== null && task.dueOn < dueBefore)) &&
    (search === undefined || title.toLowerCase().includes(search.toLowerCase()))
  )
}

function placeOf({ field }: Order, { id, priority, createdAt }: Task): Position {
  return { value: field === 'priority' ? priority : createdAt, id }
}

function compare({ direction }: Order, a: Position, b: Position): number {
  const byId = a.id < b.id ? -1 : Number(a.id > b.id)
  return direction * (Number(a.value) - Number(b.value) || byId)
}
