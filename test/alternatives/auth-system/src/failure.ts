export class Failure extends Error {
  readonly status: number
  readonly code: string
  readonly headers: Record<string, string>
  constructor(status: number, code: string, headers: Record<string, string> = {}) {
    super(code.replaceAll('_', ' '))
    this.status = status
    this.code = code
    this.headers = headers
  }
}

export const nobody = () => new Failure(401, 'unauthenticated', { 'www-authenticate': 'Bearer realm="market"' })
export const wrong = () => new Failure(401, 'wrong_credentials')
export const absent = () => new Failure(404, 'not_found')

type Check = (value: unknown) => unknown
const bad = () => new Failure(422, 'invalid')

export const text =
  (least: number, most: number, trim = false): Check =>
  (value) => {
    if (typeof value !== 'string' || value.includes('\u0000')) throw bad()
    const kept = trim ? value.trim() : value
    if (kept.length < least || kept.length > most) throw bad()
    return kept
  }
export const email: Check = (value) => {
  const kept = String(text(3, 254, true)(typeof value === 'string' ? value.trim() : value)).toLowerCase()
  if (!/^[^\s@"'(),:;<>[\\\]]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(kept)) throw bad()
  return kept
}
export const anyText: Check = (value) => {
  if (typeof value !== 'string') throw bad()
  return value
}
export const oneOf =
  (...values: unknown[]): Check =>
  (value) => {
    if (!values.includes(value)) throw bad()
    return value
  }

/** These fields and no others. With `some`, any of them, but one at least. */
export function fields<Name extends string>(body: unknown, checks: Record<Name, Check>, some = false) {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw bad()
  const names = Object.keys(body)
  const isKnown = names.every((name) => Object.hasOwn(checks, name))
  if (!isKnown || names.length === 0 || (!some && names.length < Object.keys(checks).length)) throw bad()
  const taken = names.map((name) => [name, checks[name as Name]((body as Record<string, unknown>)[name])])
  return Object.fromEntries(taken) as Record<Name, string>
}
