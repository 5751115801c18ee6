/** Requests to the shop, and what their answers must look like. */
import { type App, expect } from 'backend-workbook/check'

export const API = '/api/v1'

export interface Answer {
  status: number
  headers: Headers
  text: string
  /** The body as JSON; undefined when it is none. */
  body: unknown
}

export interface Asking {
  token?: string | undefined
  /** Sent as JSON; a text or bytes as they are. */
  body?: unknown
  headers?: Record<string, string>
}

/** The path is one below `/api/v1`. */
export async function ask(app: App, method: string, path: string, asking: Asking = {}): Promise<Answer> {
  const { token, body, headers } = asking
  const response = await app.fetch(API + path, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body !== undefined && { body: bytesOf(body) }),
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

export function codeOf({ body }: Answer): unknown {
  return (body as { error?: { code?: unknown } } | undefined)?.error?.code
}

/** Status and code, as they are compared. */
export const refusal = (answer: Answer) => [answer.status, codeOf(answer)]

export const NOBODY = [401, 'unauthenticated']
export const WRONG = [401, 'wrong_credentials']
export const FORBIDDEN = [403, 'forbidden']
export const NOT_FOUND = [404, 'not_found']
export const CONFLICT = [409, 'conflict']
export const OUT_OF_STOCK = [409, 'out_of_stock']
export const CART_EMPTY = [409, 'cart_empty']
export const INVALID = [422, 'invalid']
