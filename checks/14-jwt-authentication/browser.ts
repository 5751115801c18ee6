/** A browser's side of cookies: it keeps what it is given, sends it where the path fits, and hides from scripts what is HttpOnly. */

import { Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, type RequestOptions, request } from 'node:http'
import { text as readText } from 'node:stream/consumers'
import { timeLimit } from 'backend-workbook/check'

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  /** Parsed where it is JSON. */
  body: unknown
  /** What the answer set, as it was sent. */
  setCookies: string[]
}

export interface Cookie {
  name: string
  value: string
  /** By lower-case name. A flag such as HttpOnly has the value ''. */
  attributes: Map<string, string>
}

const ASK_MS = 1500

const agent = new Agent({ keepAlive: true })

/** What keeps connections open, closed. */
export const closeConnections = () => agent.destroy()

export class Browser {
  readonly #jar = new Map<string, Cookie & { path: string }>()
  /** Where the next request goes. Two instances of an app have two addresses, and a browser does not know. */
  url: string
  /** Sent with every request, where it is set. */
  accessToken: string | undefined
  /** What stands before it in the Authorization header. */
  scheme = 'Bearer'
  /** Cookies of others, which are sent before and after its own. */
  others: { before: string[]; after: string[] } = { before: ['theme=dark'], after: ['language=pt'] }

  constructor(url: string) {
    this.url = url
  }

  async ask(method: string, path: string, body?: unknown): Promise<Answer> {
    const headers: OutgoingHttpHeaders = {}
    const cookies = [...this.#jar.values()].filter((cookie) => fits(path, cookie.path))
    const { before, after } = this.others
    const pairs = [...before, ...cookies.map(({ name, value }) => `${name}=${value}`), ...after]
    headers['cookie'] = pairs.join('; ')
    if (this.accessToken !== undefined) headers['authorization'] = `${this.scheme} ${this.accessToken}`
    if (body !== undefined) headers['content-type'] = 'application/json'
    const answer = await send(this.url + path, { method, headers }, body === undefined ? '' : JSON.stringify(body))
    for (const line of answer.setCookies) this.#keep(parseCookie(line), path)
    return answer
  }

  /** The value of a cookie, '' where the browser has none. */
  cookie(name: string): string {
    return [...this.#jar.values()].find((cookie) => cookie.name === name)?.value ?? ''
  }

  /** Puts a value into the jar as a thief would, who has no attributes. */
  plant(name: string, value: string): void {
    this.#jar.clear()
    this.#jar.set(`${name} /`, { name, value, attributes: new Map(), path: '/' })
  }

  /** A cookie is replaced, or removed, by one of the same name and path. */
  #keep(cookie: Cookie, from: string): void {
    const given = cookie.attributes.get('path') ?? ''
    const path = given.startsWith('/') ? given : from.slice(0, from.lastIndexOf('/')) || '/'
    const key = `${cookie.name} ${path}`
    if (isOver(cookie)) this.#jar.delete(key)
    else this.#jar.set(key, { ...cookie, path })
  }
}

/** fetch would do, and takes twice the time for what are hundreds of small requests. */
function send(url: string, options: RequestOptions, body: string): Promise<Answer> {
  const what = `${options.method} ${new URL(url).pathname}`
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { ...options, agent }, async (response) => {
      const { statusCode: status = 0, headers } = response
      const text = await readText(response).catch((error: Error) => reject(error))
      resolve({ status, headers, body: parsed(text ?? ''), setCookies: headers['set-cookie'] ?? [] })
    })
    timeLimit(ASK_MS).addEventListener('abort', () => outgoing.destroy(new Error(`${what} was not answered in time`)))
    outgoing.on('error', (error) => reject(new Error(`${what}: ${error.message}`, { cause: error })))
    outgoing.end(body)
  })
}

export function parseCookie(line: string): Cookie {
  const [[name = '', value = ''] = [], ...attributes] = line.split(';').map((part) => {
    const at = part.indexOf('=')
    return at < 0 ? [part.trim(), ''] : [part.slice(0, at).trim(), part.slice(at + 1).trim()]
  })
  return { name, value, attributes: new Map(attributes.map(([key = '', text = '']) => [key.toLowerCase(), text])) }
}

/** Max-Age wins over Expires, as RFC 6265 says. */
function isOver({ attributes }: Cookie): boolean {
  const maxAge = attributes.get('max-age')
  if (maxAge !== undefined) return Number(maxAge) <= 0
  const expires = attributes.get('expires')
  return expires !== undefined && Date.parse(expires) <= Date.now()
}

function fits(path: string, scope: string): boolean {
  return path === scope || path.startsWith(scope.endsWith('/') ? scope : `${scope}/`)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
