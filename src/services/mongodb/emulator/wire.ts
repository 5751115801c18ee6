import { type Doc, decode, encode } from './values/bson.ts'

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

/** Cuts a stream of bytes into messages. */
export class MessageReader {
  private pending: Buffer[] = []
  private size = 0;

  /** @throws RangeError for bytes that are no messages */
  *read(bytes: Buffer): Generator<Message> {
    this.pending.push(bytes)
    this.size += bytes.length
    while (this.size >= 4) {
      const buffer = this.pending.length === 1 ? (this.pending[0] as Buffer) : Buffer.concat(this.pending, this.size)
      this.pending = [buffer]
      const length = buffer.readInt32LE(0)
      if (length < HEADER || length > MAX_MESSAGE) throw new RangeError(`A message of ${length} bytes`)
      if (buffer.length < length) return
      this.pending = buffer.length === length ? [] : [buffer.subarray(length)]
      this.size -= length
      yield parseMessage(buffer.subarray(0, length))
    }
  }
}

function parseMessage(buffer: Buffer): Message {
  const requestId = buffer.readInt32LE(4)
  const kind = buffer.readInt32LE(12)
  if (kind === OP_MSG) return parseOpMsg(buffer, requestId)
  if (kind === OP_QUERY) return parseOpQuery(buffer, requestId)
  throw new RangeError(`A message of kind ${kind}`)
}

function parseOpMsg(buffer: Buffer, requestId: number): Message {
  const flags = buffer.readUInt32LE(HEADER)
  const end = buffer.length - (flags & CHECKSUM_PRESENT ? 4 : 0)
  let body: Doc = {}
  const sequences: Doc = {}
  for (let at = HEADER + 4; at < end; ) {
    const isSequence = buffer[at++] === 1
    const size = buffer.readInt32LE(at)
    if (size < 5 || at + size > end) throw new RangeError(`A section of ${size} bytes`)
    const section = buffer.subarray(at, at + size)
    if (isSequence) Object.assign(sequences, parseSequence(section))
    else body = decode(section)
    at += size
  }
  return { requestId, body: { ...body, ...sequences }, isLegacy: false, wantsReply: (flags & MORE_TO_COME) === 0 }
}

/** Documents that were sent beside the body: what they are, then one after the other. */
function parseSequence(section: Buffer): Doc {
  const nameEnd = section.indexOf(0, 4)
  const documents: Doc[] = []
  for (let at = nameEnd + 1; at < section.length; ) {
    const size = section.readInt32LE(at)
    if (size < 5 || at + size > section.length) throw new RangeError(`A document of ${size} bytes`)
    documents.push(decode(section.subarray(at, at + size)))
    at += size
  }
  return { [section.toString('utf8', 4, nameEnd)]: documents }
}

function parseOpQuery(buffer: Buffer, requestId: number): Message {
  const nameEnd = buffer.indexOf(0, HEADER + 4)
  const namespace = buffer.toString('utf8', HEADER + 4, nameEnd)
  const body = decode(buffer.subarray(nameEnd + 9))
  return { requestId, body: { ...body, $db: namespace.split('.')[0] }, isLegacy: true, wantsReply: true }
}

let lastId = 0

/** The bytes of the reply to a message. */
export function replyTo({ requestId, isLegacy }: Message, reply: Doc): Buffer {
  const document = encode(reply)
  const middle = Buffer.alloc(isLegacy ? 20 : 5)
  if (isLegacy) {
    middle.writeInt32LE(8, 0)
    middle.writeInt32LE(1, 16)
  }
  const header = Buffer.alloc(HEADER)
  header.writeInt32LE(HEADER + middle.length + document.length, 0)
  header.writeInt32LE(++lastId % 2 ** 31, 4)
  header.writeInt32LE(requestId, 8)
  header.writeInt32LE(isLegacy ? OP_REPLY : OP_MSG, 12)
  return Buffer.concat([header, middle, document])
}
