import type { RequestHandler } from 'express'
import { ForbiddenError, NotFoundError } from '../errors.ts'
import type { Asking } from '../middleware/identify.ts'
import { changeUser, createUser, deleteUser, findUser, listUsers } from '../models/user.ts'
import { writeCursor } from '../schemas/cursor.ts'
import { userQuery } from '../schemas/list.ts'
import { parse } from '../schemas/parse.ts'
import { userChanges, userFields } from '../schemas/user.ts'

type One = { id: string }

export const create: RequestHandler = async (request, response) => {
  const user = await createUser(parse(userFields, request.body))
  response.status(201).location(`${request.baseUrl}/${user.id}`).json({ data: user })
}

export const list: RequestHandler = async (request, response) => {
  const { sort, page } = parse(userQuery, request.query)
  const { users, hasMore } = await listUsers(page)
  response.json({ data: users, page: { nextCursor: hasMore ? writeCursor(sort, page.skip + users.length) : null } })
}

export const read: RequestHandler<One> = async (request, response) => {
  response.json({ data: found(await findUser(request.params.id)) })
}

/** Everybody may know that a user exists. So it is 403 and not 404 for whoever is not that user. */
export const onlyThemselves: RequestHandler<One, unknown, unknown, unknown, Asking> = (request, response, next) => {
  if (response.locals.userId !== request.params.id) throw new ForbiddenError('users change only themselves')
  next()
}

export const change: RequestHandler<One> = async (request, response) => {
  const changes = parse(userChanges, request.body)
  response.json({ data: found(await changeUser(request.params.id, changes)) })
}

export const remove: RequestHandler<One> = async (request, response) => {
  await deleteUser(request.params.id)
  response.status(204).end()
}

function found<T>(user: T | undefined): T {
  if (user === undefined) throw new NotFoundError()
  return user
}
