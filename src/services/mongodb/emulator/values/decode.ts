import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  DBRef,
  Decimal128,
  Double,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson'
import { type Doc, isInt32, setOwn, type Value } from './bson.ts'
import { readName } from './names.ts'
import { rememberBytes } from './remembered.ts'

/** Containers of this size keep their bytes, so that they are copied into a reply and not written anew. */
const WORTH_KEEPING = 4096
/** Containers of more than this are read in steps, between which others are served. */
const STEP = 65_536

/** Where the value that was read last ends. */
let end = 0

/**
 * Reads BSON so that every type survives: a plain number stands for an int when it is one and for a double when it
 * could be nothing else; the doubles that look like ints, longs and decimals stay objects of `bson`.
 * @throws RangeError for bytes that are no document
 */
export function decode(bytes: Buffer): Doc {
  checkSize(bytes, 0, bytes.length)
  return readContainer(bytes, 0, false) as Doc
}

/** The same, in steps of some 64 KB: it yields after each. */
export function* decodeInSteps(bytes: Buffer): Generator<void, Doc> {
  checkSize(bytes, 0, bytes.length)
  return (yield* readInSteps(bytes, 0, false)) as Doc
}

function checkSize(bytes: Buffer, at: number, limit: number): number {
  if (limit - at < 5) throw new RangeError('A document needs 5 bytes')
  const size = bytes.readInt32LE(at)
  if (size < 5 || at + size > limit || bytes[at + size - 1] !== 0) throw new RangeError(`A document of ${size} bytes`)
  return at + size
}

function readContainer(bytes: Buffer, start: number, isArray: boolean): Doc | Value[] {
  const limit = checkSize(bytes, start, bytes.length)
  const holder: Doc | Value[] = isArray ? [] : {}
  let at = start + 4
  while (at < limit - 1) {
    const type = bytes[at++] as number
    const { text, end: behind } = readName(bytes, at)
    const value = readValue(bytes, behind, type)
    at = end
    put(holder, text, value)
  }
  return finish(bytes, start, limit, holder)
}

function* readInSteps(bytes: Buffer, start: number, isArray: boolean): Generator<void, Doc | Value[]> {
  const limit = checkSize(bytes, start, bytes.length)
  const holder: Doc | Value[] = isArray ? [] : {}
  let at = start + 4
  let pause = at + STEP
  while (at < limit - 1) {
    const type = bytes[at++] as number
    const { text, end: behind } = readName(bytes, at)
    const isBig = (type === 3 || type === 4) && bytes.readInt32LE(behind) > STEP
    const value = isBig ? yield* readInSteps(bytes, behind, type === 4) : readValue(bytes, behind, type)
    at = end
    put(holder, text, value)
    if (at < pause) continue
    yield
    pause = at + STEP
  }
  return finish(bytes, start, limit, holder)
}

function put(holder: Doc | Value[], name: string, value: Value): void {
  if (Array.isArray(holder)) holder.push(value)
  else if (name === '__proto__') setOwn(holder, name, value)
  else holder[name] = value
}

function finish(bytes: Buffer, start: number, limit: number, holder: Doc | Value[]): Doc | Value[] {
  end = limit
  if (limit - start >= WORTH_KEEPING) rememberBytes(holder, bytes.subarray(start, limit))
  return holder
}

function readValue(bytes: Buffer, at: number, type: number): Value {
  switch (type) {
    case 0x10:
      end = at + 4
      return bytes.readInt32LE(at)
    case 0x02:
      return readText(bytes, at)
    case 0x07:
      return readObjectId(bytes, at)
    case 0x01: {
      end = at + 8
      const value = bytes.readDoubleLE(at)
      return isInt32(value) ? new Double(value) : value
    }
    case 0x03:
      return readContainer(bytes, at, false)
    case 0x04:
      return readContainer(bytes, at, true)
    case 0x08:
      end = at + 1
      return bytes[at] === 1
    case 0x0a:
      end = at
      return null
    case 0x09:
      end = at + 8
      return new Date(bytes.readInt32LE(at + 4) * 4_294_967_296 + bytes.readUInt32LE(at))
    case 0x12:
      end = at + 8
      return new Long(bytes.readInt32LE(at), bytes.readInt32LE(at + 4))
    default:
      return readRare(bytes, at, type)
  }
}

function readRare(bytes: Buffer, at: number, type: number): Value {
  switch (type) {
    case 0x05:
      return readBinary(bytes, at)
    case 0x11:
      end = at + 8
      return new Timestamp({ i: bytes.readUInt32LE(at), t: bytes.readUInt32LE(at + 4) })
    case 0x13:
      end = at + 16
      return new Decimal128(copyOf(bytes, at, at + 16))
    case 0x0b: {
      const { text: pattern, end: behind } = readName(bytes, at)
      const options = readName(bytes, behind)
      end = options.end
      return new BSONRegExp(pattern, options.text)
    }
    case 0x0d:
      return new Code(readText(bytes, at))
    case 0x0e:
      return new BSONSymbol(readText(bytes, at))
    case 0x0f: {
      const code = readText(bytes, at + 4)
      return new Code(code, readContainer(bytes, end, false) as Doc)
    }
    case 0x0c: {
      const namespace = readText(bytes, at)
      return new DBRef(namespace, readObjectId(bytes, end))
    }
    case 0x06:
      end = at
      return undefined
    case 0xff:
      end = at
      return new MinKey()
    case 0x7f:
      end = at
      return new MaxKey()
    default:
      throw new RangeError(`A value of type ${type}`)
  }
}

function readText(bytes: Buffer, at: number): string {
  const size = bytes.readInt32LE(at)
  end = at + 4 + size
  if (size < 1 || end > bytes.length || bytes[end - 1] !== 0) throw new RangeError(`A text of ${size} bytes`)
  return bytes.toString('utf8', at + 4, end - 1)
}

function readObjectId(bytes: Buffer, at: number): ObjectId {
  end = at + 12
  return new ObjectId(copyOf(bytes, at, end))
}

function readBinary(bytes: Buffer, at: number): Binary {
  const size = bytes.readInt32LE(at)
  const subType = bytes[at + 4] as number
  end = at + 5 + size
  if (size < 0 || end > bytes.length) throw new RangeError(`Binary data of ${size} bytes`)
  // The oldest kind says its size twice.
  const value = new Binary(copyOf(bytes, subType === 2 ? at + 9 : at + 5, end), subType)
  return subType === 4 && size === 16 ? value.toUUID() : value
}

/** The bytes of a message are not kept for the sake of twelve of them. */
function copyOf(bytes: Buffer, from: number, to: number): Buffer {
  const copy = Buffer.allocUnsafe(to - from)
  bytes.copy(copy, 0, from, to)
  return copy
}
