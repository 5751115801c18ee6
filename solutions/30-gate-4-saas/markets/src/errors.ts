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

export const badRequest = () => new AppError(400, 'bad_request', 'the request cannot be read')
export const badSignature = () => new AppError(400, 'bad_signature', 'this was not signed by the gateway')
export const unauthenticated = () =>
  new AppError(401, 'unauthenticated', 'log in first', { 'WWW-Authenticate': 'Bearer' })
export const wrongCredentials = () => new AppError(401, 'wrong_credentials', 'email or password is wrong')
export const paymentFailed = () => new AppError(402, 'payment_failed', 'the bank has declined')
export const planLimit = () => new AppError(402, 'plan_limit', 'the plan allows no more listings')
export const forbidden = () => new AppError(403, 'forbidden', 'this is not for you')
export const notFound = () => new AppError(404, 'not_found', 'there is nothing like that here')
export const conflict = (message: string) => new AppError(409, 'conflict', message)
export const tooLarge = () => new AppError(413, 'too_large', 'the body is too large')
export const unsupportedType = () => new AppError(415, 'unsupported_type', 'send a PDF')
export const invalid = (what: string) => new AppError(422, 'invalid', `not right: ${what}`)
export const tooMany = (seconds: number) =>
  new AppError(429, 'too_many', 'too many wrong passwords, try again later', { 'Retry-After': String(seconds) })
export const unavailable = () => new AppError(503, 'unavailable', 'this is not possible right now, try again later')
