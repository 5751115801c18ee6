/** What the checks of this day share: requests sent exactly as they are written, to a listener or to a server. */

import { createServer, request as httpRequest, type IncomingHttpHeaders, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { timeLimit } from 'backend-workbook/check'

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

export type Ask = (method: string, path: string) => Promise<Answer>

const ASK_MS = 1500

/** One request with the path as it is: `fetch` would tidy it up first. Each has a connection of its own. */
export function ask(port: number, method: string, path: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, method, path, agent: false }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        body += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
      response.on('error', reject)
    })
    timeLimit(ASK_MS).addEventListener('abort', () => request.destroy(new Error(`${method} ${path} was not answered`)))
    request.on('error', reject)
    request.end()
  })
}

/**
 * Serves a listener on a free port while the body runs. What the listener throws, or rejects with, is the answer to
 * that request: status 0, and the error in the body. In a real server it would have ended the process.
 */
export async function serving(listener: RequestListener, body: (ask: Ask) => Promise<void>): Promise<void> {
  let escaped: string | undefined
  const server = createServer((request, response) => {
    const letOut = (error: unknown) => {
      escaped = String(error)
      response.destroy()
    }
    try {
      const result: unknown = listener(request, response)
      if (result instanceof Promise) result.catch(letOut)
    } catch (error) {
      letOut(error)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  try {
    await body(async (method, path) => {
      try {
        return await ask(port, method, path)
      } catch (error) {
        const why = escaped === undefined ? String(error) : `no answer; the listener let this out: ${escaped}`
        return { status: 0, headers: {}, body: why }
      }
    })
  } finally {
    server.close()
    server.closeAllConnections()
  }
}

/** The methods of an `Allow` header, in alphabetical order. */
export function methodsIn(allow: string | undefined): string[] {
  return (allow ?? '')
    .split(',')
    .map((method) => method.trim())
    .filter(Boolean)
    .sort()
}
