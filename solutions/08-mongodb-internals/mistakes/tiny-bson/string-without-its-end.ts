/* mistake
wrong: The length of a string leaves out the zero byte at its end.
why: The zero byte looks like punctuation. BSON counts it, so that a reader can skip a string with one addition.
fails:
  - writes a string with its length in bytes, the zero byte at its end included
  - agrees with the bson package about 300 generated documents
*/
export type Value =
  | number
  | bigint
  | string
  | boolean
  | null
  | undefined
  | Date
  | Uint8Array
  | ObjectId
  | Value[]
  | Document

export interface Document {
  [name: string]: Value
}

export class ObjectId {
  readonly bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }
}

const TYPE = {
  double: 0x01,
  string: 0x02,
  document: 0x03,
  array: 0x04,
  binary: 0x05,
  objectId: 0x07,
  boolean: 0x08,
  date: 0x09,
  null: 0x0a,
  int32: 0x10,
  int64: 0x12,
} as const

/** A document without any field: four bytes of length and the end. */
const SHORTEST = 5

/**
 * Writes a document as BSON.
 *
 * @throws TypeError for a value or a name that BSON cannot hold
 * @throws RangeError for a bigint of more than 64 bits
 */
export function encode(document: Document): Uint8Array {
  return documentBytes(Object.entries(document))
}

function documentBytes(fields: [string, Value][]): Buffer {
  const parts = fields.filter(([, value]) => value !== undefined).flatMap(([name, value]) => fieldBytes(name, value))
  const body = Buffer.concat(parts)
  return Buffer.concat([int32(body.length + SHORTEST), body, Buffer.of(0)])
}

function fieldBytes(name: string, value: Value): Buffer[] {
  if (name.includes('\0')) throw new TypeError(`A name cannot hold a zero character: ${JSON.stringify(name)}`)
  const [type, bytes] = valueBytes(value, name)
  return [Buffer.of(type), Buffer.from(`${name}\0`), bytes]
}

/** The type byte of a value, and the bytes that follow the name. */
function valueBytes(value: Value, name: string): [number, Buffer] {
  if (value === null) return [TYPE.null, Buffer.alloc(0)]
  if (typeof value === 'number') return isInt32(value) ? [TYPE.int32, int32(value)] : [TYPE.double, double(value)]
  if (typeof value === 'bigint') return [TYPE.int64, int64(value)]
  if (typeof value === 'boolean') return [TYPE.boolean, Buffer.of(value ? 1 : 0)]
  if (typeof value === 'string') return [TYPE.string, withLength(Buffer.from(`${value}\0`), -1)]
  if (typeof value !== 'object') throw new TypeError(`BSON has no type for a ${typeof value}: the field ${name}`)
  if (value instanceof Date) return [TYPE.date, int64(BigInt(value.getTime()))]
  if (value instanceof ObjectId) return [TYPE.objectId, Buffer.from(value.bytes)]
  if (value instanceof Uint8Array) return [TYPE.binary, Buffer.concat([int32(value.length), Buffer.of(0), value])]
  // Array.from turns holes into undefined, and a position must not be left out.
  if (Array.isArray(value)) {
    return [TYPE.array, documentBytes(Array.from(value, (item, index) => [String(index), item ?? null]))]
  }
  return [TYPE.document, documentBytes(Object.entries(value))]
}

/** -0 is left to the double: an integer has no sign for it. */
function isInt32(value: number): boolean {
  return (value | 0) === value && !Object.is(value, -0)
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(value)
  return bytes
}

function int64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64LE(value)
  return bytes
}

function double(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleLE(value)
  return bytes
}

function withLength(bytes: Buffer, uncounted: number): Buffer {
  return Buffer.concat([int32(bytes.length + uncounted), bytes])
}

/**
 * Reads a document of BSON.
 *
 * @throws RangeError when the bytes are not one whole document of types that `encode` writes
 */
export function decode(bytes: Uint8Array): Document {
  return Object.fromEntries(readFields(new Reader(bytes)))
}

/** Walks over bytes, and gives nothing from beyond their end. */
class Reader {
  #bytes: Buffer
  #at = 0

  constructor(bytes: Uint8Array) {
    // The same memory, and only this part of it: what surrounds the bytes stays out of reach.
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  }

  get left(): number {
    return this.#bytes.length - this.#at
  }

  take(length: number): Buffer {
    if (length < 0 || length > this.left) throw new RangeError(`${length} bytes announced, ${this.left} are left`)
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  byte(): number {
    return this.take(1).readUInt8()
  }

  int32(): number {
    return this.take(4).readInt32LE()
  }

  /** Text up to the next zero byte. */
  name(): string {
    // -1 where there is none: a length below zero, which is refused.
    const end = this.#bytes.indexOf(0, this.#at)
    const name = this.take(end - this.#at).toString()
    this.take(1)
    return name
  }

  text(): string {
    const bytes = this.take(this.int32())
    if (bytes.at(-1) !== 0) throw new RangeError('A string does not end with a zero byte')
    return bytes.subarray(0, -1).toString()
  }

  /** The bytes of a document within this one, its length included. */
  document(): Reader {
    return new Reader(this.take(this.#bytes.readInt32LE(this.#at)))
  }
}

function readFields(reader: Reader): [string, Value][] {
  const announced = reader.left
  const length = reader.int32()
  if (length !== announced) throw new RangeError(`A document of ${length} bytes in ${announced} bytes`)
  const fields: [string, Value][] = []
  while (reader.left > 1) {
    const type = reader.byte()
    fields.push([reader.name(), readValue(type, reader)])
  }
  if (reader.byte() !== 0) throw new RangeError('A document does not end with a zero byte')
  return fields
}

function readValue(type: number, reader: Reader): Value {
  switch (type) {
    case TYPE.double:
      return reader.take(8).readDoubleLE()
    case TYPE.string:
      return reader.text()
    case TYPE.document:
      return Object.fromEntries(readFields(reader.document()))
    case TYPE.array:
      return readFields(reader.document()).map(([, value]) => value)
    case TYPE.binary:
      return readBinary(reader)
    case TYPE.objectId:
      return new ObjectId(Uint8Array.from(reader.take(12)))
    case TYPE.boolean:
      return reader.byte() === 1
    case TYPE.date:
      return new Date(Number(reader.take(8).readBigInt64LE()))
    case TYPE.null:
      return null
    case TYPE.int32:
      return reader.int32()
    case TYPE.int64:
      return reader.take(8).readBigInt64LE()
    default:
      throw new RangeError(`Unknown type 0x${type.toString(16)}`)
  }
}

function readBinary(reader: Reader): Uint8Array {
  const length = reader.int32()
  reader.byte() // the subtype
  return Uint8Array.from(reader.take(length))
}
