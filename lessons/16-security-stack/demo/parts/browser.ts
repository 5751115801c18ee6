/**
 * What a browser does about cookies, forms and CORS, and no more. Its cookies belong to one server on loopback, and every
 * page that is not of that server is another site.
 * See https://fetch.spec.whatwg.org/#http-cors-protocol for the rules of CORS.
 */
export interface PageRequest {
  method?: string
  headers?: Record<string, string>
  body?: string
}

export class Browser {
  readonly #url: string
  readonly #cookies = new Map<string, { value: string; crossSite: boolean }>()

  constructor(url: string) {
    this.#url = url
  }

  /** Keeps a cookie as Set-Cookie names it. Without SameSite it is Lax, as browsers have it. */
  keep(setCookie: string): void {
    const [pair = '', ...attributes] = setCookie.split(';').map((part) => part.trim())
    const [name = '', value = ''] = pair.split('=')
    this.#cookies.set(name, { value, crossSite: attributes.some((each) => /^samesite=none$/i.test(each)) })
  }

  /** Its user opens a page of the server itself: from the address bar, or by following one of the server's own links. */
  async visit(path: string): Promise<Response> {
    return this.#send(path, {}, this.#cookieHeader(true))
  }

  /** A page of another site submits a form, in a tab of its own. That page never sees the answer. */
  async submitFrom(origin: string, path: string, fields: Record<string, string>): Promise<void> {
    mustBeOrigin(origin)
    const body = new URLSearchParams(fields).toString()
    const headers = { origin, 'content-type': 'application/x-www-form-urlencoded' }
    const response = await this.#send(path, { method: 'POST', headers, body }, this.#cookieHeader(false))
    await response.arrayBuffer()
  }

  /**
   * A page of another site calls `fetch(url, { credentials: 'include', … })`.
   * @throws TypeError where the browser does not let the page read the answer. A simple request has arrived all the same
   */
  async fetchFrom(origin: string, path: string, asked: PageRequest = {}): Promise<Response> {
    mustBeOrigin(origin)
    const request = { ...asked, headers: withoutForbidden(asked.headers) }
    if (!isSimple(request)) await this.#preflight(origin, path, request)
    const headers = { ...request.headers, origin }
    const response = await this.#send(path, { ...request, headers }, this.#cookieHeader(false))
    if (!allows(response, origin)) throw new TypeError('Failed to fetch')
    return response
  }

  async #preflight(origin: string, path: string, { method = 'GET', headers = {} }: PageRequest): Promise<void> {
    const asked = { origin, 'access-control-request-method': method }
    const names = Object.keys(headers).map((name) => name.toLowerCase())
    const response = await this.#send(
      path,
      { method: 'OPTIONS', headers: { ...asked, 'access-control-request-headers': names.join(',') } },
      {},
    )
    const allowed = (name: string) => (response.headers.get(name) ?? '').split(',').map((each) => each.trim())
    const methods = allowed('access-control-allow-methods')
    const allowedNames = allowed('access-control-allow-headers').map((name) => name.toLowerCase())
    const fits =
      ['GET', 'HEAD', 'POST', ...methods].includes(method) && names.every((name) => allowedNames.includes(name))
    if (!response.ok || !fits || !allows(response, origin)) throw new TypeError('Failed to fetch')
  }

  #cookieHeader(sameSite: boolean): Record<string, string> {
    const sent = [...this.#cookies].filter(([, { crossSite }]) => sameSite || crossSite)
    return sent.length > 0 ? { cookie: sent.map(([name, { value }]) => `${name}=${value}`).join('; ') } : {}
  }

  #send(path: string, request: PageRequest, cookie: Record<string, string>): Promise<Response> {
    return fetch(this.#url + path, { ...request, headers: { ...request.headers, ...cookie }, redirect: 'manual' })
  }
}

/** @throws TypeError: a page has a scheme and a host */
function mustBeOrigin(origin: string): void {
  if (new URL(origin).origin !== origin) throw new TypeError(`${origin} is not the origin of a page`)
}

/** What no script may set: the browser leaves such headers out without a word. */
function withoutForbidden(headers: Record<string, string> = {}): Record<string, string> {
  const forbidden = ['cookie', 'host', 'origin', 'referer']
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !forbidden.includes(name.toLowerCase())))
}

/** Whether a form could have sent it as well: then no preflight asks before. */
function isSimple({ method = 'GET', headers = {} }: PageRequest): boolean {
  const types = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']
  return (
    ['GET', 'HEAD', 'POST'].includes(method) &&
    Object.entries(headers).every(([name, value]) => name.toLowerCase() === 'content-type' && types.includes(value))
  )
}

/** With credentials, the origin must be named, and so must the credentials. */
function allows({ headers }: Response, origin: string): boolean {
  return (
    headers.get('access-control-allow-origin') === origin && headers.get('access-control-allow-credentials') === 'true'
  )
}
