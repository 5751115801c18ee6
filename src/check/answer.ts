/**
 * What a server answered, as `fetch` would give it. Node's own Response comes with all of its HTTP client, which takes a
 * process of its own length to load: it is made only for what few checks ask of an answer.
 */
export function answerOf(status: number, statusText: string, rawHeaders: string[], bytes: Buffer): Response {
  const headers = new AnswerHeaders(rawHeaders)
  const answer = new Answer(status, statusText, headers, bytes)
  return answer as unknown as Response
}

/** Statuses whose answer has no body. */
const BODILESS = new Set([204, 205, 304])

class Answer {
  readonly status: number
  readonly statusText: string
  readonly headers: AnswerHeaders
  readonly redirected = false
  readonly type = 'basic'
  readonly url = ''
  readonly #bytes: Buffer
  #whole: Response | undefined
  #isRead = false

  constructor(status: number, statusText: string, headers: AnswerHeaders, bytes: Buffer) {
    this.status = status
    this.statusText = statusText
    this.headers = headers
    this.#bytes = bytes
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300
  }

  get bodyUsed(): boolean {
    return this.#isRead || (this.#whole?.bodyUsed ?? false)
  }

  get body(): ReadableStream | null {
    return BODILESS.has(this.status) ? null : this.#response().body
  }

  async text(): Promise<string> {
    const bytes = this.#read()
    // A mark of the byte order is none of the text.
    return new TextDecoder().decode(bytes)
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text())
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return new Uint8Array(this.#read()).buffer
  }

  async bytes(): Promise<Uint8Array> {
    return new Uint8Array(this.#read())
  }

  async blob(): Promise<Blob> {
    return this.#response().blob()
  }

  async formData(): Promise<FormData> {
    return this.#response().formData()
  }

  clone(): Answer {
    if (this.bodyUsed) throw new TypeError('Response.clone: Body has already been consumed.')
    return new Answer(this.status, this.statusText, this.headers, this.#bytes)
  }

  #read(): Buffer {
    if (this.bodyUsed) throw new TypeError('Body is unusable: Body has already been read')
    this.#isRead = true
    return this.#bytes
  }

  #response(): Response {
    const { status, statusText } = this
    const body = BODILESS.has(status) ? null : new Uint8Array(this.#bytes)
    this.#whole ??= new Response(body, { status, statusText, headers: [...this.headers] })
    return this.#whole
  }
}

class AnswerHeaders {
  readonly #values = new Map<string, string[]>()

  constructor(raw: string[]) {
    for (let index = 0; index < raw.length; index += 2) {
      const name = (raw[index] ?? '').toLowerCase()
      this.#values.set(name, [...(this.#values.get(name) ?? []), raw[index + 1] ?? ''])
    }
  }

  get(name: string): string | null {
    return this.#values.get(name.toLowerCase())?.join(', ') ?? null
  }

  has(name: string): boolean {
    return this.#values.has(name.toLowerCase())
  }

  getSetCookie(): string[] {
    return [...(this.#values.get('set-cookie') ?? [])]
  }

  forEach(visit: (value: string, name: string, headers: AnswerHeaders) => void): void {
    for (const [name, value] of this) visit(value, name, this)
  }

  *entries(): IterableIterator<[string, string]> {
    for (const name of [...this.#values.keys()].sort()) {
      if (name !== 'set-cookie') yield [name, this.get(name) ?? '']
      else for (const cookie of this.getSetCookie()) yield [name, cookie]
    }
  }

  *keys(): IterableIterator<string> {
    for (const [name] of this.entries()) yield name
  }

  *values(): IterableIterator<string> {
    for (const [, value] of this.entries()) yield value
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.entries()
  }
}
