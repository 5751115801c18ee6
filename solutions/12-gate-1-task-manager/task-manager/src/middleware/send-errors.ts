import type { ErrorRequestHandler } from 'express'
import { isUnavailable } from '../database.ts'
import { AppError, UnavailableError } from '../errors.ts'

/** The one place that answers errors. Four parameters: that is how Express knows it. */
export const sendErrors: ErrorRequestHandler = (thrown, _request, response, _next) => {
  const { status, code, message, details } = toAppError(thrown)
  // What the client did wrong is its own affair; what we did wrong is logged once, with the original.
  if (status >= 500) console.error(thrown)
  if (response.headersSent) return void response.destroy()
  response.status(status).json({ error: { code, message, details } })
}

/** What we did not expect is a bug or a breakdown, and its message is for the log alone. */
function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  if (isUnreadable(thrown)) return unreadable(thrown.status)
  if (isUnavailable(thrown)) return new UnavailableError({ cause: thrown })
  return new AppError(500, 'internal', 'something went wrong on our side', { cause: thrown })
}

/** What Express and its body parser found wrong with a request. A `status` alone proves nothing: any library sets one. */
function isUnreadable(thrown: unknown): thrown is { status: number } {
  if (!(thrown instanceof Error && 'status' in thrown)) return false
  if (thrown instanceof URIError) return true
  return 'expose' in thrown && thrown.expose === true && 'type' in thrown
}

function unreadable(status: number): AppError {
  if (status === 413) return new AppError(413, 'too_large', 'the body is too large')
  return new AppError(400, 'bad_request', 'the request cannot be read')
}
