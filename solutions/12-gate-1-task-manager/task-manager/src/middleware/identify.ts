import type { RequestHandler } from 'express'
import { UnauthenticatedError } from '../errors.ts'
import { userExists } from '../models/user.ts'

/** What the handlers behind `identify` find in `response.locals`. */
export interface Asking {
  userId: string
}

/**
 * Takes the client's word for who it is. That is identification, not authentication: whoever knows an id can use it.
 * It stands in one place, so that one place changes when there are passwords and tokens.
 */
export const identify: RequestHandler<object, unknown, unknown, unknown, Asking> = async (request, response, next) => {
  const userId = request.get('x-user-id')
  if (!userId || !(await userExists(userId))) throw new UnauthenticatedError()
  response.locals.userId = userId
  next()
}
