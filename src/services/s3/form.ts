/** A form of `multipart/form-data` whose last part is a file: the fields first, then the file as it comes. */
import type { Body } from './body.ts'
import { Refusal } from './refusal.ts'

export interface Form {
  /** Those before the file, names in lower case. */
  fields: Map<string, string>
  filename: string
  file: Body
}

/** S3's own limit of all that comes before the file. */
const MOST_FIELDS = 20 * 1024

export async function readForm(contentType: string, source: Body): Promise<Form> {
  const boundary = /^multipart\/form-data\s*;.*\bboundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType)
  if (!boundary) throw malformed()
  const parts = new Splitter(source)
  const mark = `\r\n--${boundary[1] ?? boundary[2]}`
  parts.put('\r\n')
  await parts.textUntil(mark)
  const fields = new Map<string, string>()
  for (;;) {
    if ((await parts.textUntil('\r\n')) !== '')
      throw new Refusal('InvalidArgument', 'POST requires exactly one file upload per request.')
    const { name, filename } = readHead(await parts.textUntil('\r\n\r\n'))
    if (name === 'file') return { fields, filename, file: parts.until(mark) }
    fields.set(name, await parts.textUntil(mark))
  }
}

function readHead(head: string): { name: string; filename: string } {
  const disposition = /^content-disposition:\s*form-data\s*;(.*)$/im.exec(head)?.[1] ?? ''
  const name = /(?:^|[;\s])name="([^"]*)"/i.exec(disposition)?.[1]
  if (name === undefined) throw malformed()
  const filename = /filename="([^"]*)"/i.exec(disposition)?.[1] ?? ''
  return { name: name.toLowerCase(), filename: filename.replace(/^.*[\\/]/s, '') }
}

const malformed = () =>
  new Refusal('MalformedPOSTRequest', 'The body of your POST request is not well-formed multipart/form-data.')

/** Cuts a stream where marks stand, which may come in pieces. */
class Splitter {
  readonly #source: AsyncIterator<Buffer>
  #held: Buffer = Buffer.alloc(0)

  constructor(source: Body) {
    this.#source = source[Symbol.asyncIterator]()
  }

  put(text: string): void {
    this.#held = Buffer.concat([Buffer.from(text), this.#held])
  }

  async textUntil(mark: string): Promise<string> {
    const pieces: Buffer[] = []
    let size = 0
    for await (const piece of this.until(mark)) {
      size += piece.length
      if (size > MOST_FIELDS) throw malformed()
      pieces.push(piece)
    }
    return Buffer.concat(pieces).toString('utf8')
  }

  /** All before the mark; the next call begins behind it. */
  async *until(mark: string): AsyncGenerator<Buffer> {
    for (;;) {
      const at = this.#held.indexOf(mark)
      const safe = at >= 0 ? at : Math.max(0, this.#held.length - mark.length + 1)
      if (safe > 0) yield this.#held.subarray(0, safe)
      this.#held = this.#held.subarray(at >= 0 ? at + mark.length : safe)
      if (at >= 0) return
      const { done, value } = await this.#source.next()
      if (done) throw malformed()
      this.#held = Buffer.concat([this.#held, value])
    }
  }
}
