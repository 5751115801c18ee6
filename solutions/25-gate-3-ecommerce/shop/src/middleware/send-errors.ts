import type { ErrorRequestHandler } from 'express'
import { isUnavailable } from '../database.ts'
import { AppError, badRequest, tooLarge, unavailable } from '../errors.ts'
import { log } from '../log.ts'

/** The one place that answers errors. Four parameters: that is how Express knows it. */
export const sendErrors: ErrorRequestHandler = (thrown, _request, response, _next) => {
  if (response.headersSent) return void response.destroy()
  const { status, code, message, headers } = toAppError(thrown)
  response.status(status).set(headers).json({ error: { code, message } })
}

/** What we did not expect is a bug or a breakdown, and its message is for the log alone. */
function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  const status = thrown instanceof Error && 'status' in thrown ? Number(thrown.status) : 500
  // Of the body parsers, and of Express for a path such as /%zz.
  if (status === 413) return tooLarge()
  if (status >= 400 && status < 500) return badRequest()
  log.error('a request failed', thrown)
  return isUnavailable(thrown) ? unavailable() : new AppError(500, 'internal', 'something went wrong on our side')
}
