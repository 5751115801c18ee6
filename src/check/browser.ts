/** As much of a browser as a login needs: addresses, redirects, and cookies with the rules that matter here. */

/** Answers requests for one origin: a host is nothing but a name here. */
export type Origin = (path: string, init: RequestInit) => Promise<Response>

export interface Page {
  /** Where it ended: the address, whether anybody answers there or not. */
  url: URL
  /** 0 where the browser was sent to an origin that is not there. */
  status: number
  body: string
  /** Every address on the way, this one included. */
  trail: string[]
}

interface Cookie {
  host: string
  name: string
  value: string
  path: string
  /** In small letters: httponly, secure, samesite … */
  attributes: Map<string, string>
}

const MOST_REDIRECTS = 10

export class Browser {
  readonly #origins: Record<string, Origin>
  #jar: Cookie[]

  constructor(origins: Record<string, Origin>, jar: Cookie[] = []) {
    this.#origins = origins
    this.#jar = jar
  }

  /** Another browser with the same cookies: what a thief has who has copied them. */
  copy(): Browser {
    return new Browser(this.#origins, [...this.#jar])
  }

  cookiesOf(origin: string): Cookie[] {
    return this.#jar.filter(({ host }) => host === new URL(origin).hostname)
  }

  /**
   * Opens an address and follows redirects. `from` is the page whose link or form was used, if one was.
   * `before` ends the journey: an address that begins with it is not asked for.
   */
  async open(
    address: string | URL,
    options: { form?: Record<string, string>; from?: URL; before?: string } = {},
  ): Promise<Page> {
    const { from, before } = options
    let url = new URL(address)
    let form = options.form
    let isForeign = from !== undefined && from.hostname !== url.hostname
    const trail = [url.href]
    for (let hop = 0; hop < MOST_REDIRECTS; hop += 1) {
      const answer =
        before !== undefined && url.href.startsWith(before) ? undefined : await this.#ask(url, form, isForeign)
      if (!answer) return { url, status: 0, body: '', trail }
      const location = answer.headers.get('location')
      const body = await answer.text()
      if (answer.status < 300 || answer.status > 399 || location === null)
        return { url, status: answer.status, body, trail }
      const next = new URL(location, url)
      isForeign ||= next.hostname !== url.hostname
      url = next
      form = undefined
      trail.push(url.href)
    }
    throw new Error(`more than ${MOST_REDIRECTS} redirects: ${trail.join(' → ')}`)
  }

  async #ask(url: URL, form: Record<string, string> | undefined, isForeign: boolean): Promise<Response | undefined> {
    const origin = this.#origins[url.origin]
    const cookie = this.#cookiesFor(url, isForeign)
    const answer = await origin?.(url.pathname + url.search, {
      redirect: 'manual',
      headers: { ...(cookie && { cookie }) },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    })
    for (const line of answer?.headers.getSetCookie() ?? []) this.#keep(line, url)
    return answer
  }

  /** SameSite=Strict stays at home when somebody else's page leads here. Ports make no difference to cookies. */
  #cookiesFor(url: URL, isForeign: boolean): string {
    const sent = this.#jar.filter(({ host, path, attributes }) => {
      if (host !== url.hostname || (attributes.has('secure') && url.protocol !== 'https:')) return false
      if (isForeign && attributes.get('samesite')?.toLowerCase() === 'strict') return false
      return url.pathname === path || url.pathname.startsWith(path.endsWith('/') ? path : `${path}/`)
    })
    return sent.map(({ name, value }) => `${name}=${value}`).join('; ')
  }

  #keep(line: string, url: URL): void {
    const [pair = '', ...rest] = line.split(';').map((part) => part.trim())
    const attributes = new Map(rest.map((part) => [part.split('=')[0]?.toLowerCase() ?? '', part.split('=')[1] ?? '']))
    const [name = ''] = pair.split('=')
    const folder = url.pathname.slice(0, url.pathname.lastIndexOf('/')) || '/'
    const cookie = {
      host: url.hostname,
      name,
      value: pair.slice(name.length + 1),
      path: attributes.get('path') || folder,
      attributes,
    }
    this.#jar = this.#jar.filter(
      (each) => each.host !== cookie.host || each.name !== cookie.name || each.path !== cookie.path,
    )
    const expires = attributes.get('expires')
    const isOver =
      Number(attributes.get('max-age') ?? 1) <= 0 ||
      (expires !== undefined && !attributes.has('max-age') && Date.parse(expires) <= Date.now())
    if (!isOver) this.#jar.push(cookie)
  }
}
