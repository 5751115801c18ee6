/* mistake
wrong: A database that is away is answered with 500, like a bug.
why: Whatever is no AppError is unexpected, and that rule is clean. But a restart of the database is to be expected, and clients who hear 503 know that they may try again.
fails:
  - answers 503 while the database is away, and works again when it is back
score: 98
*/
import type { ErrorRequestHandler } from 'express'
import { AppError } from '../errors.ts'

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
  // Express throws it for a path such as /%zz.
  if (thrown instanceof URIError) return new AppError(400, 'bad_request', 'the path cannot be read', { cause: thrown })
  return new AppError(500, 'internal', 'something went wrong on our side', { cause: thrown })
}
