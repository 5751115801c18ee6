/** What the checks of catalog-api share: JSON in and out, and products that no other check touches. */
import { randomUUID } from 'node:crypto'
import { type App, expect } from 'backend-workbook/check'

export interface Reply {
  status: number
  headers: Headers
  /** Parsed; the text itself where it is not JSON, undefined where there is none. */
  body: unknown
}

export const MILL = '/api/v1/vendors/north-mill/products'
export const SALT = '/api/v1/vendors/salt-and-co/products'

/** A name or a key that was never used before: all checks ask the same server. */
export function unused(what: string): string {
  return `${what} ${randomUUID()}`
}

export async function send(
  app: App,
  method: string,
  path: string,
  json?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const response = await app.fetch(path, {
    method,
    headers: { ...(json !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(json !== undefined && { body: typeof json === 'string' ? json : JSON.stringify(json) }),
  })
  return { status: response.status, headers: response.headers, body: parsed(await response.text()) }
}

function parsed(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** `{ error: { code, message } }` as JSON, with nothing else beside `error`. */
export function expectError(reply: Reply | undefined, wanted: [status: number, code: string], given: string): void {
  const type = reply?.headers.get('content-type')?.split(';')[0]
  expect({ status: reply?.status, type, body: reply?.body }, given).toEqual({
    status: wanted[0],
    type: 'application/json',
    body: { error: expect.objectContaining({ code: wanted[1], message: expect.stringMatching(/\S/) }) },
  })
}

/** The path that `Location` leads to, seen from where the request went. Absolute and relative ones are both allowed. */
export function locationOf(app: App, path: string, { headers }: Reply): string | undefined {
  const location = headers.get('location')
  return location ? new URL(location, app.url + path).pathname : undefined
}

/** The products of a vendor that have this name, as the list shows them. */
export async function named(app: App, path: string, name: string): Promise<unknown[]> {
  const { body } = await send(app, 'GET', path)
  const data = (body as { data?: unknown } | undefined)?.data
  return Array.isArray(data) ? data.filter((product) => product?.name === name) : []
}
