/* mistake
wrong: Errors are answered with message and stack, in a shape of their own, without code and details.
why: While one builds, the stack in the answer is handy, and the shape is what came to mind first. Nobody tests the answers of requests that fail.
fails:
  - names every wrong field at once
  - answers every error in the one shape, with its status and code
  - tells strangers nothing about its insides
score: 92
*/
import type { ErrorRequestHandler } from 'express'
import { isUnavailable } from '../database.ts'
import { AppError, UnavailableError } from '../errors.ts'

/** The one place that answers errors. Four parameters: that is how Express knows it. */
export const sendErrors: ErrorRequestHandler = (thrown, _request, response, _next) => {
  const { status, message, stack } = toAppError(thrown)
  if (response.headersSent) return void response.destroy()
  response.status(status).json({ success: false, message, stack })
}

/** What we did not expect is a bug or a breakdown, and its message is for the log alone. */
function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  // Express throws it for a path such as /%zz.
  if (thrown instanceof URIError) return new AppError(400, 'bad_request', 'the path cannot be read')
  // What the client did wrong is its own affair; what we did wrong is logged once, as it was thrown.
  console.error(thrown)
  if (isUnavailable(thrown)) return new UnavailableError()
  return new AppError(500, 'internal', 'something went wrong on our side')
}
