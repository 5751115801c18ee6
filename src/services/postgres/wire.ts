/** PostgreSQL's messages, as a client sends them: https://www.postgresql.org/docs/18/protocol-message-formats.html */

export type ClientMessage = { kind: 'query' | 'startup'; bytes: Buffer } | { kind: 'encryption' } | { kind: 'end' }

const SSL_REQUEST = 80877103
const GSS_REQUEST = 80877104
const CANCEL_REQUEST = 80877102
const TERMINATE = 'X'.charCodeAt(0)

/** Cuts the bytes of one connection into whole messages. */
export class Messages {
  #rest: Buffer = Buffer.alloc(0)
  /** The first message has no letter in front. */
  #started = false

  take(chunk: Buffer): ClientMessage[] {
    this.#rest = Buffer.concat([this.#rest, chunk])
    const found: ClientMessage[] = []
    for (let message = this.#next(); message; message = this.#next()) found.push(message)
    return found
  }

  #next(): ClientMessage | undefined {
    const letter = this.#started ? 1 : 0
    if (this.#rest.length < letter + 4) return undefined
    const length = letter + this.#rest.readInt32BE(letter)
    if (this.#rest.length < length) return undefined
    const bytes = this.#rest.subarray(0, length)
    this.#rest = this.#rest.subarray(length)
    return this.#started ? typed(bytes) : this.#first(bytes)
  }

  #first(bytes: Buffer): ClientMessage {
    const code = bytes.length >= 8 ? bytes.readInt32BE(4) : 0
    if (code === SSL_REQUEST || code === GSS_REQUEST) return { kind: 'encryption' }
    if (code === CANCEL_REQUEST) return { kind: 'end' }
    this.#started = true
    return { kind: 'startup', bytes }
  }
}

function typed(bytes: Buffer): ClientMessage {
  return bytes[0] === TERMINATE ? { kind: 'end' } : { kind: 'query', bytes }
}
