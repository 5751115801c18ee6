/** Bodies in `aws-chunked` framing: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html and …-trailers.html */
import { createHash } from 'node:crypto'
import { notMatching, type Signed } from './authorize.ts'
import { Refusal } from './refusal.ts'
import { chunkText, EMPTY_SHA256, sameSignature, signText, trailerText } from './signature.ts'

/** Framed bodies by what is signed of them, as `x-amz-content-sha256` says it. */
const FRAMINGS: Record<string, { signed: boolean; trailer: boolean }> = {
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER': { signed: false, trailer: true },
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD': { signed: true, trailer: false },
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER': { signed: true, trailer: true },
}

export const isFramed = (payload: string): boolean => payload in FRAMINGS

/** Longer lines are none: a chunk's length, its signature, a checksum. */
const LONGEST_LINE = 1024

/**
 * What the frames hold. Trailing headers are put into `trailers`, with names in lower case.
 * @throws Refusal when a chunk's signature is wrong, or the framing breaks off
 */
export async function* unframe(
  source: AsyncIterable<Buffer>,
  signed: Signed,
  accessKeyId: string,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  const framing = FRAMINGS[signed.payload]
  const reader = new Reader(source)
  let previous = signed.signature
  const follow = (text: string, signature: string | undefined) => {
    if (!sameSignature(signText(signed.key, text), signature ?? '')) {
      throw notMatching(accessKeyId, text, signature ?? '')
    }
    previous = signature ?? ''
  }
  for (;;) {
    const { length, signature } = readHead(await reader.line())
    const hash = createHash('sha256')
    for await (const piece of reader.bytes(length)) {
      if (framing?.signed) hash.update(piece)
      yield piece
    }
    const dataHash = length === 0 ? EMPTY_SHA256 : hash.digest('hex')
    if (framing?.signed) follow(chunkText(signed.date, signed.scope, previous, dataHash), signature)
    if (length === 0) break
    if ((await reader.line()) !== '') throw brokenOff()
  }
  await readTrailers(reader, trailers)
  if (!framing?.signed || !framing.trailer) return
  const signature = trailers.get('x-amz-trailer-signature')
  trailers.delete('x-amz-trailer-signature')
  const text = [...trailers].map(([name, value]) => `${name}:${value}\n`).join('')
  follow(trailerText(signed.date, signed.scope, previous, text), signature)
}

/** To the end: some clients put an empty line between the headers and their signature. */
async function readTrailers(reader: Reader, trailers: Map<string, string>): Promise<void> {
  for (let line = await reader.line(true); line !== undefined; line = await reader.line(true)) {
    const at = line.indexOf(':')
    if (at > 0) trailers.set(line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim())
  }
}

function readHead(line: string): { length: number; signature: string | undefined } {
  const [, hex, signature] = /^([\da-f]{1,12})(?:;chunk-signature=([\da-f]*))?$/i.exec(line) ?? []
  if (hex === undefined) throw brokenOff()
  return { length: Number.parseInt(hex, 16), signature }
}

const brokenOff = () =>
  new Refusal('IncompleteBody', 'You did not provide the number of bytes specified by the Content-Length HTTP header')

/** Lines and counted bytes of a stream. */
class Reader {
  readonly #source: AsyncIterator<Buffer>
  #held: Buffer = Buffer.alloc(0)

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  line(): Promise<string>
  line(mayEnd: true): Promise<string | undefined>
  async line(mayEnd = false): Promise<string | undefined> {
    for (;;) {
      const at = this.#held.indexOf(10)
      if (at >= 0) {
        const text = this.#held.subarray(0, at).toString('latin1')
        this.#held = this.#held.subarray(at + 1)
        return text.replace(/\r$/, '')
      }
      if (this.#held.length > LONGEST_LINE) throw brokenOff()
      if (await this.#more()) continue
      if (!mayEnd) throw brokenOff()
      const rest = this.#held.toString('latin1')
      this.#held = Buffer.alloc(0)
      return rest || undefined
    }
  }

  async *bytes(length: number): AsyncGenerator<Buffer> {
    for (let left = length; left > 0; ) {
      if (this.#held.length === 0 && !(await this.#more())) throw brokenOff()
      const piece = this.#held.subarray(0, left)
      this.#held = this.#held.subarray(piece.length)
      left -= piece.length
      yield piece
    }
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#source.next()
    if (done) return false
    this.#held = this.#held.length === 0 ? value : Buffer.concat([this.#held, value])
    return true
  }
}
