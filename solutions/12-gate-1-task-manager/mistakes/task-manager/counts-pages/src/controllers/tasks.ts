import type { RequestHandler } from 'express'
import { NotFoundError } from '../errors.ts'
import type { Asking } from '../middleware/identify.ts'
import { changeTask, createTask, deleteTask, findTask, listTasks } from '../models/task.ts'
import { writeCursor } from '../schemas/cursor.ts'
import { taskQuery } from '../schemas/list.ts'
import { parse } from '../schemas/parse.ts'
import { taskChanges, taskFields } from '../schemas/task.ts'

type Collection = RequestHandler<object, unknown, unknown, unknown, Asking>
type One = RequestHandler<{ id: string }, unknown, unknown, unknown, Asking>

export const create: Collection = async (request, response) => {
  const task = await createTask(response.locals.userId, parse(taskFields, request.body))
  response.status(201).location(`${request.baseUrl}/${task.id}`).json({ data: task })
}

export const list: Collection = async (request, response) => {
  const { filter, sort, page } = parse(taskQuery, request.query)
  const { tasks, hasMore } = await listTasks(response.locals.userId, filter, page)
  response.json({ data: tasks, page: { nextCursor: hasMore ? writeCursor(sort, page.skip + tasks.length) : null } })
}

export const read: One = async (request, response) => {
  const task = await findTask(response.locals.userId, request.params.id)
  if (!task) throw new NotFoundError()
  response.json({ data: task })
}

export const change: One = async (request, response) => {
  const { version, ...changes } = parse(taskChanges, request.body)
  const task = await changeTask(response.locals.userId, request.params.id, changes, version)
  if (!task) throw new NotFoundError()
  response.json({ data: task })
}

export const remove: One = async (request, response) => {
  if (!(await deleteTask(response.locals.userId, request.params.id))) throw new NotFoundError()
  response.status(204).end()
}
