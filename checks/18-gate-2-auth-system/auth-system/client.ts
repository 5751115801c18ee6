/** What the checks share: asking, and making the accounts that they ask with. */
import { type App, expect } from 'backend-workbook/check'
import { cookieOf } from './cookies.ts'
import { ADMIN } from './service.ts'

export const AUTH = '/api/v1/auth'
export const ME = '/api/v1/me'
export const ORDERS = '/api/v1/orders'
export const ACCOUNTS = '/api/v1/admin/accounts'

export type Role = 'retailer' | 'vendor' | 'admin'

/** As it is shown. */
export interface Account {
  id: string
  email: string
  name: string
  role: string
}

/** Somebody with an account, and with the password that nobody else knows. */
export interface Person extends Account {
  password: string
}

export interface Answer {
  status: number
  headers: Headers
  text: string
  /** The body as JSON; undefined when it is none. */
  body: unknown
}

export interface Asking {
  /** An access token. */
  token?: string
  /** What the cookie `refresh` holds. */
  refresh?: string
  /** Sent as JSON; a text or bytes as they are. */
  body?: unknown
  /** The client's address, as the proxy writes it. Otherwise one that nobody had before. */
  from?: string
  headers?: Record<string, string>
  signal?: AbortSignal
}

let clients = 0

/** An address of nobody's. */
export function newAddress(): string {
  clients += 1
  return `10.${(clients >> 16) & 255}.${(clients >> 8) & 255}.${clients & 255}`
}

export async function ask(app: App, method: string, path: string, asking: Asking = {}): Promise<Answer> {
  const { token, refresh, body, from = newAddress(), headers, signal } = asking
  const response = await app.fetch(path, {
    method,
    headers: {
      'x-forwarded-for': from,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(refresh !== undefined && { cookie: `theme=dark; refresh=${refresh}` }),
      ...headers,
    },
    ...(body !== undefined && { body: bytesOf(body) }),
    ...(signal && { signal }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, body: jsonOf(text) }
}

function bytesOf(body: unknown): string | Uint8Array<ArrayBuffer> {
  if (typeof body === 'string' || body instanceof Uint8Array) return body as string | Uint8Array<ArrayBuffer>
  return JSON.stringify(body)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What lies below `data`, in an answer that must have this status. */
export function dataOf<T>(answer: Answer, status: number, given: string): T {
  expect([answer.status, codeOf(answer)], `status, and code of the error, of ${given}`).toEqual([status, undefined])
  expect(answer.body, `the body that ${given} is answered with`).toHaveProperty('data')
  return (answer.body as { data: T }).data
}

/** Of an error; undefined where there is none. */
export function codeOf({ body }: Answer): unknown {
  return (body as { error?: { code?: unknown } } | undefined)?.error?.code
}

/** Status and code, as they are compared. */
export const refusal = (answer: Answer) => [answer.status, codeOf(answer)]

export const WRONG = [401, 'wrong_credentials']
export const NOBODY = [401, 'unauthenticated']
export const FORBIDDEN = [403, 'forbidden']
export const NOT_FOUND = [404, 'not_found']
export const INVALID = [422, 'invalid']
export const TOO_MANY = [429, 'too_many']

/** An email that nobody in this run has had. */
export function newEmail(): string {
  return `person-${newAddress().slice(3).replaceAll('.', '-')}@mill.example`
}

let words = 0

/** A password that nobody in this run has had. */
export function newPassword(): string {
  words += 1
  return `Rye & salt & ${words}-${Math.random().toString(36).slice(2)}`
}

export async function newPerson(app: App, fields: Partial<Person> = {}): Promise<Person> {
  const body = { email: newEmail(), password: newPassword(), name: 'Ada', ...fields }
  const answer = await ask(app, 'POST', `${AUTH}/register`, { body })
  return { ...dataOf<Account>(answer, 201, `POST ${AUTH}/register`), password: body.password }
}

/** What a login or a refresh hands out. */
export interface Tokens {
  access: string
  refresh: string
}

export const credentialsOf = ({ email, password }: Pick<Person, 'email' | 'password'>) => ({ email, password })

export function tryLogIn(app: App, person: Pick<Person, 'email' | 'password'>, asking: Asking = {}): Promise<Answer> {
  return ask(app, 'POST', `${AUTH}/login`, { body: credentialsOf(person), ...asking })
}

export async function logIn(app: App, person: Pick<Person, 'email' | 'password'>, when = ''): Promise<Tokens> {
  return tokensOf(await tryLogIn(app, person), `POST ${AUTH}/login${when}`)
}

/** The access token of an answer that must be 200, and the refresh token of its cookie. */
export function tokensOf(answer: Answer, given: string): Tokens {
  const { accessToken } = dataOf<{ accessToken?: unknown }>(answer, 200, given)
  expect(typeof accessToken, `the type of accessToken in the data of ${given}`).toBe('string')
  const cookie = cookieOf(answer, 'refresh')
  expect(cookie?.value, `the value of the cookie refresh that ${given} sets`).toMatch(/\S/)
  return { access: String(accessToken), refresh: cookie?.value ?? '' }
}

export const tryRefresh = (app: App, refresh: string) => ask(app, 'POST', `${AUTH}/refresh`, { refresh })

export async function refreshed(app: App, refresh: string, when = ''): Promise<Tokens> {
  return tokensOf(await tryRefresh(app, refresh), `POST ${AUTH}/refresh${when}`)
}

export const me = (app: App, token: string) => ask(app, 'GET', ME, { token })

/** An access token of the first admin's. */
export async function adminToken(app: App): Promise<string> {
  return (await logIn(app, ADMIN, ' of ADMIN_EMAIL with ADMIN_PASSWORD')).access
}

export async function change(app: App, { id }: Account, changes: object): Promise<void> {
  const answer = await ask(app, 'PATCH', `${ACCOUNTS}/${id}`, { token: await adminToken(app), body: changes })
  dataOf(answer, 200, `PATCH ${ACCOUNTS}/:id with ${JSON.stringify(changes)}`)
}

/** Somebody with a role, and an access token. */
export async function signedIn(app: App, role: Role = 'retailer'): Promise<Person & Tokens> {
  const person = await newPerson(app)
  if (role !== 'retailer') await change(app, person, { role })
  return { ...person, role, ...(await logIn(app, person)) }
}

export interface Order {
  id: string
  accountId: string
  note: string
  createdAt: string
}

export async function newOrder(app: App, { access }: Tokens, note = 'two bags of rye'): Promise<Order> {
  const answer = await ask(app, 'POST', ORDERS, { token: access, body: { note } })
  return dataOf<Order>(answer, 201, `POST ${ORDERS} with ${JSON.stringify({ note })}`)
}

/** As many at once, each with its number. */
export function atOnce<T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => work(index)))
}

/** As many, of which ten at most are under way: what is not about a crowd need not be one. */
export async function inTurn<T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = []
  while (results.length < count) {
    const start = results.length
    results.push(...(await atOnce(Math.min(10, count - start), (index) => work(start + index))))
  }
  return results
}

/** How often each status was answered: `{ 201: 199, 500: 1 }`. */
export function tally(answers: Pick<Answer, 'status'>[]): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

export const after = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
