import type { Doc } from './values/bson.ts'
import { decode, decodeInSteps } from './values/decode.ts'
import { encodeAfter } from './values/encode.ts'
import { rememberBytes } from './values/remembered.ts'

/** Numbers of the kinds of messages (docs: "MongoDB Wire Protocol"). */
const OP_REPLY = 1
const OP_QUERY = 2004
const OP_MSG = 2013

const HEADER = 16
const CHECKSUM_PRESENT = 1
const MORE_TO_COME = 2
const MAX_MESSAGE = 48_000_000

/** A command as it came in, with the documents of its sections in their places. */
export interface Message {
  requestId: number
  body: Doc
  /** Of an old kind of message, which only ever carries the first hello. */
  isLegacy: boolean
  /** False when the client does not wait for a reply. */
  wantsReply: boolean
}

/** Cuts a stream of bytes into messages, which are joined only when they are complete. */
export class MessageReader {
  private pending: Buffer[] = []
  private size = 0
  private wanted = 0;

  /** @throws RangeError for bytes that are no messages */
  *read(bytes: Buffer): Generator<Buffer> {
    this.pending.push(bytes)
    this.size += bytes.length
    while (this.size >= 4) {
      if (this.wanted === 0) this.wanted = lengthOf(this.joined())
      if (this.size < this.wanted) return
      const buffer = this.joined()
      const message = buffer.subarray(0, this.wanted)
      this.pending = buffer.length === this.wanted ? [] : [buffer.subarray(this.wanted)]
      this.size -= this.wanted
      this.wanted = 0
      yield message
    }
  }

  private joined(): Buffer {
    if (this.pending.length > 1) this.pending = [Buffer.concat(this.pending, this.size)]
    return this.pending[0] as Buffer
  }
}

function lengthOf(buffer: Buffer): number {
  const length = buffer.readInt32LE(0)
  if (length < HEADER || length > MAX_MESSAGE) throw new RangeError(`A message of ${length} bytes`)
  return length
}

/** Reads a message, and yields now and then while it is a long one. @throws RangeError for bytes that are no message */
export function* parseMessage(buffer: Buffer): Generator<void, Message> {
  const requestId = buffer.readInt32LE(4)
  const kind = buffer.readInt32LE(12)
  if (kind === OP_MSG) return yield* parseOpMsg(buffer, requestId)
  if (kind === OP_QUERY) return parseOpQuery(buffer, requestId)
  throw new RangeError(`A message of kind ${kind}`)
}

function* parseOpMsg(buffer: Buffer, requestId: number): Generator<void, Message> {
  const flags = buffer.readUInt32LE(HEADER)
  const end = buffer.length - (flags & CHECKSUM_PRESENT ? 4 : 0)
  let body: Doc = {}
  let sequences: Doc | undefined
  for (let at = HEADER + 4; at < end; ) {
    const isSequence = buffer[at++] === 1
    const size = buffer.readInt32LE(at)
    if (size < 5 || at + size > end) throw new RangeError(`A section of ${size} bytes`)
    const section = buffer.subarray(at, at + size)
    if (isSequence) sequences = { ...sequences, ...(yield* parseSequence(section)) }
    else body = yield* parseDocument(section)
    at += size
  }
  const whole = sequences ? Object.assign(body, sequences) : body
  return { requestId, body: whole, isLegacy: false, wantsReply: (flags & MORE_TO_COME) === 0 }
}

const LONG = 131_072

function* parseDocument(bytes: Buffer): Generator<void, Doc> {
  return bytes.length > LONG ? yield* decodeInSteps(bytes) : decode(bytes)
}

/** Documents that were sent beside the body: what they are, then one after the other. */
function* parseSequence(section: Buffer): Generator<void, Doc> {
  const nameEnd = section.indexOf(0, 4)
  const name = section.toString('utf8', 4, nameEnd)
  const documents: Doc[] = []
  let pause = nameEnd + LONG
  for (let at = nameEnd + 1; at < section.length; ) {
    const size = section.readInt32LE(at)
    if (size < 5 || at + size > section.length) throw new RangeError(`A document of ${size} bytes`)
    documents.push(yield* parseInserted(section, at, size, name))
    at += size
    if (at < pause) continue
    yield
    pause = at + LONG
  }
  return { [name]: documents }
}

/** A document that will be stored keeps its bytes, in memory of their own. */
function* parseInserted(section: Buffer, at: number, size: number, name: string): Generator<void, Doc> {
  if (name !== 'documents') return yield* parseDocument(section.subarray(at, at + size))
  const bytes = Buffer.allocUnsafe(size)
  section.copy(bytes, 0, at, at + size)
  const doc = yield* parseDocument(bytes)
  rememberBytes(doc, bytes)
  return doc
}

function parseOpQuery(buffer: Buffer, requestId: number): Message {
  const nameEnd = buffer.indexOf(0, HEADER + 4)
  const namespace = buffer.toString('utf8', HEADER + 4, nameEnd)
  const body = decode(buffer.subarray(nameEnd + 9))
  return { requestId, body: { ...body, $db: namespace.split('.')[0] }, isLegacy: true, wantsReply: true }
}

let lastId = 0

/** The bytes of the reply to a message, in parts. */
export function replyTo({ requestId, isLegacy }: Message, reply: Doc): Uint8Array[] {
  const middle = isLegacy ? 20 : 5
  const parts = encodeAfter(HEADER + middle, reply)
  const bytes = parts[0] as Buffer
  bytes.fill(0, HEADER, HEADER + middle)
  if (isLegacy) {
    bytes.writeInt32LE(8, HEADER)
    bytes.writeInt32LE(1, HEADER + 16)
  }
  bytes.writeInt32LE(
    parts.reduce((sum, { length }) => sum + length, 0),
    0,
  )
  bytes.writeInt32LE(++lastId % 2 ** 31, 4)
  bytes.writeInt32LE(requestId, 8)
  bytes.writeInt32LE(isLegacy ? OP_REPLY : OP_MSG, 12)
  return parts
}
