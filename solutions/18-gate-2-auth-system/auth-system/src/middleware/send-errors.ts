import type { ErrorRequestHandler } from 'express'
import { isUnavailable } from '../database.ts'
import { AppError, unavailable } from '../errors.ts'
import { log } from '../log.ts'

/** The one place that answers errors. Four parameters: that is how Express knows it. */
export const sendErrors: ErrorRequestHandler = (thrown, _request, response, _next) => {
  const { status, code, message, headers } = toAppError(thrown)
  if (response.headersSent) return void response.destroy()
  response.status(status).set(headers).json({ error: { code, message } })
}

/** What we did not expect is a bug or a breakdown, and its message is for the log alone. */
function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  // Express throws it for a path such as /%zz.
  if (thrown instanceof URIError) return new AppError(400, 'bad_request', 'the path cannot be read')
  log.error('a request failed', thrown)
  return isUnavailable(thrown) ? unavailable() : new AppError(500, 'internal', 'something went wrong on our side')
}
