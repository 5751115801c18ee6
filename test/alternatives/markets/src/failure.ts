const STATUS = {
  bad_request: 400,
  bad_signature: 400,
  unauthenticated: 401,
  wrong_credentials: 401,
  payment_failed: 402,
  plan_limit: 402,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  unsupported_type: 415,
  invalid: 422,
  too_many: 429,
  internal: 500,
  unavailable: 503,
} as const

const MESSAGE: Partial<Record<Code, string>> = {
  invalid: 'some fields are not right',
  unauthenticated: 'a token is needed that counts',
  wrong_credentials: 'email or password is wrong',
  unavailable: 'something that this needs is away; try again',
}

export type Code = keyof typeof STATUS

export interface Failure {
  status: number
  code: Code
  message: string
  headers?: Record<string, string>
}

const KEY = Symbol('failure')

export function failure(code: Code): Failure {
  return { status: STATUS[code], code, message: MESSAGE[code] ?? code.replaceAll('_', ' ') }
}

/** Ends the request with this answer. */
export function fail(code: Code, headers: Record<string, string> = {}): never {
  throw Object.assign(new Error(code), { [KEY]: { ...failure(code), headers } })
}

/** What a stranger is told of any error. */
export function failureOf(error: unknown): Failure {
  if (typeof error !== 'object' || error === null) return failure('internal')
  const known: unknown = Reflect.get(error, KEY)
  if (known) return known as Failure
  return failure(isAway(error) ? 'unavailable' : 'internal')
}

/** Whether PostgreSQL could not be reached, or has gone away in the middle. */
function isAway(error: object): boolean {
  const { code = '', message = '' } = error as { code?: unknown; message?: unknown }
  if (/^(?:E[A-Z]{4,}|08...|57P0.|53300)$/.test(String(code))) return true
  return /Connection terminated|timeout exceeded|read timeout|not queryable/i.test(String(message))
}
