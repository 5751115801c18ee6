import { Failure } from '../failure.ts'
import { fields, parameters, USER } from '../middleware/read.ts'
import * as users from '../models/users.ts'
import { type Context, found, pageOf, type Reply, whoAsks } from './context.ts'

export async function create({ body }: Context): Promise<Reply> {
  const user = free(await users.add(fields<users.UserFields>(await body(), USER, ['name', 'email'])))
  return { status: 201, body: { data: user }, location: `/api/v1/users/${user.id}` }
}

export async function list({ query }: Context): Promise<Reply> {
  return { status: 200, body: await users.all(pageOf(parameters(query, ['limit', 'cursor']))) }
}

export async function read({ id }: Context): Promise<Reply> {
  return { status: 200, body: { data: found(await users.get(id)) } }
}

export async function change(context: Context): Promise<Reply> {
  await onlyOneself(context)
  const changes = fields<Partial<users.UserFields>>(await context.body(), USER, [])
  return { status: 200, body: { data: found(free(await users.change(context.id, changes))) } }
}

export async function remove(context: Context): Promise<Reply> {
  await onlyOneself(context)
  await users.remove(context.id)
  return { status: 204 }
}

async function onlyOneself(context: Context) {
  if ((await whoAsks(context)) !== context.id) throw new Failure(403, 'somebody else')
}

function free<T>(user: T | 'taken'): T {
  if (user === 'taken') throw new Failure(409, 'this email is taken')
  return user
}
