import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { buffer } from 'node:stream/consumers'

/** The connection broke, or there was none. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
}

/** Statuses whose answer has no body. */
const BODILESS = new Set([204, 205, 304])
const REASON = /^[\t\x20-\x7e\x80-\xff]*$/

/**
 * Asks a server as `fetch` would, and reads the whole answer. A run that asks a thousand times spends half as much
 * processor time as with `fetch`. It follows no redirects: what the server says is what it says.
 *
 * @throws NoAnswer, or an AbortError when the signal is aborted
 */
export function openHttp(origin: string): (path: string, init?: RequestInit) => Promise<Response> {
  const agent = new Agent({ keepAlive: true })
  return async (path, { method = 'GET', headers, body, signal } = {}) => {
    const sent = await bytesOf(body)
    const given = new Headers(headers)
    if (sent?.type && !given.has('content-type')) given.set('content-type', sent.type)
    if (sent) given.set('content-length', String(sent.bytes.byteLength))
    const asking = request(new URL(path, origin), {
      agent,
      method,
      headers: { accept: '*/*', ...Object.fromEntries(given) },
      ...(signal && { signal }),
    })
    asking.on('error', () => undefined) // what comes after the first is said by the answer, too
    asking.end(sent?.bytes)
    try {
      const [answer] = (await once(asking, 'response')) as [IncomingMessage]
      return responseOf(answer, await buffer(answer))
    } catch (error) {
      if (signal?.aborted || !(error instanceof Error)) throw error
      throw new NoAnswer(error.message, { cause: error })
    }
  }
}

/** @throws RangeError for a status that is none */
function responseOf({ statusCode = 0, statusMessage = '', rawHeaders }: IncomingMessage, body: Buffer): Response {
  const headers = new Headers()
  for (let index = 0; index < rawHeaders.length; index += 2) {
    headers.append(rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '')
  }
  const statusText = REASON.test(statusMessage) ? statusMessage : ''
  return new Response(BODILESS.has(statusCode) ? null : new Uint8Array(body), {
    status: statusCode,
    statusText,
    headers,
  })
}

async function bytesOf(body: RequestInit['body']): Promise<{ bytes: Uint8Array; type: string | null } | undefined> {
  if (body === undefined || body === null) return undefined
  if (body instanceof Uint8Array) return { bytes: body, type: null }
  if (typeof body === 'string') return { bytes: Buffer.from(body), type: 'text/plain;charset=UTF-8' }
  const whole = new Response(body)
  return { bytes: new Uint8Array(await whole.arrayBuffer()), type: whole.headers.get('content-type') }
}
