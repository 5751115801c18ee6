/** An error that we expect to happen. Its code and message are for the client's eyes. */
export class AppError extends Error {
  readonly status: number
  readonly code: string
  readonly headers: Record<string, string>

  constructor(status: number, code: string, message: string, headers: Record<string, string> = {}) {
    super(message)
    this.name = new.target.name
    this.status = status
    this.code = code
    this.headers = headers
  }
}

/** One for every mistake with an access token, so that no two of them can differ. */
export const unauthenticated = () =>
  new AppError(401, 'unauthenticated', 'log in first', { 'WWW-Authenticate': 'Bearer' })
export const wrongCredentials = () => new AppError(401, 'wrong_credentials', 'email or password is wrong')
export const forbidden = () => new AppError(403, 'forbidden', 'this is not for you')
export const notFound = () => new AppError(404, 'not_found', 'there is nothing like that here')
export const invalidToken = () => new AppError(400, 'invalid_token', 'this link does not work any more')
export const unavailable = () => new AppError(503, 'unavailable', 'this is not possible right now, try again later')

export function tooMany(retryAfterSeconds: number): AppError {
  return new AppError(429, 'too_many', 'try again later', { 'Retry-After': String(retryAfterSeconds) })
}
