import { Failure } from '../failure.ts'
import { CHANGE, fields, parameters, TASK } from '../middleware/read.ts'
import * as tasks from '../models/tasks.ts'
import { type Context, found, pageOf, type Reply, whoAsks } from './context.ts'

type Change = Partial<tasks.TaskFields> & { version?: number }

export async function create(context: Context): Promise<Reply> {
  const owner = await whoAsks(context)
  const task = await tasks.add(owner, fields<tasks.TaskFields>(await context.body(), TASK, ['title']))
  return { status: 201, body: { data: task }, location: `/api/v1/tasks/${task.id}` }
}

export async function list(context: Context): Promise<Reply> {
  const owner = await whoAsks(context)
  const known = ['limit', 'cursor', 'sort', 'status', 'priority', 'dueBefore', 'search']
  const { limit, cursor, sort, ...filter } = parameters(context.query, known)
  return { status: 200, body: await tasks.list(owner, filter, pageOf({ limit, cursor, sort })) }
}

export async function read(context: Context): Promise<Reply> {
  return { status: 200, body: { data: found(await tasks.get(await whoAsks(context), context.id)) } }
}

export async function change(context: Context): Promise<Reply> {
  const owner = await whoAsks(context)
  const { version, ...changes } = fields<Change>(await context.body(), CHANGE, [])
  const task = found(await tasks.change(owner, context.id, changes, version))
  if (task === 'stale') throw new Failure(409, 'somebody was faster')
  return { status: 200, body: { data: task } }
}

export async function remove(context: Context): Promise<Reply> {
  if (!(await tasks.remove(await whoAsks(context), context.id))) throw new Failure(404, 'not there')
  return { status: 204 }
}
