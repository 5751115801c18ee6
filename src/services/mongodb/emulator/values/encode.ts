import {
  type Binary,
  type BSONRegExp,
  type BSONSymbol,
  type Code,
  type DBRef,
  type Decimal128,
  type Double,
  type Int32,
  Long,
  type ObjectId,
  type Timestamp,
} from 'bson'
import { type Doc, isInt32, tagOf, type Value } from './bson.ts'
import { rememberBytes, rememberedBytes } from './remembered.ts'

const USUAL = 65_536
/** Scratch of more than this is given back after use. */
const MOST = 4 * 1024 * 1024

/** Bytes of this size that are known already are passed on as they are, and not copied. */
const LARGE = 262_144

let scratch = Buffer.allocUnsafe(USUAL)
let at = 0
/** Large bytes, and where in the scratch they belong. */
let inserts: { at: number; bytes: Uint8Array }[] = []
/** How many bytes the inserts have. */
let inserted = 0

/** The BSON of a document, in bytes of its own. Fields that are undefined are left out. */
export function encode(doc: Doc): Buffer {
  const parts = encodeAfter(0, doc)
  return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)
}

/** The same in parts, behind so many bytes that the caller fills in. Only the first part is its own. */
export function encodeAfter(head: number, doc: Doc): Uint8Array[] {
  at = 0
  inserts = []
  inserted = 0
  ensure(head)
  at = head
  writeDocument(doc)
  const own = Buffer.allocUnsafe(at)
  scratch.copy(own, 0, 0, at)
  if (scratch.length > MOST) scratch = Buffer.allocUnsafe(USUAL)
  let from = 0
  const parts: Uint8Array[] = []
  for (const insert of inserts) {
    parts.push(own.subarray(from, insert.at), insert.bytes)
    from = insert.at
  }
  parts.push(own.subarray(from))
  inserts = []
  return parts
}

/** How many bytes a document has that will not be changed any more. They are written once and remembered. */
export function sizeOf(doc: Doc): number {
  const known = rememberedBytes(doc)
  if (known) return known.length
  const parts = encodeAfter(0, doc)
  const [only] = parts
  if (parts.length === 1 && only) rememberBytes(doc, only)
  return parts.reduce((sum, { length }) => sum + length, 0)
}

function ensure(size: number): void {
  if (at + size <= scratch.length) return
  const bigger = Buffer.allocUnsafe(Math.max(scratch.length * 2, at + size + USUAL))
  scratch.copy(bigger, 0, 0, at)
  scratch = bigger
}

function writeKnown(container: object): boolean {
  const known = rememberedBytes(container)
  if (!known) return false
  if (known.length > LARGE && at > 0) {
    inserts.push({ at, bytes: known })
    inserted += known.length
    return true
  }
  ensure(known.length)
  scratch.set(known, at)
  at += known.length
  return true
}

function writeDocument(doc: Doc): void {
  if (writeKnown(doc)) return
  const [start, before] = [at, inserted]
  ensure(5)
  at += 4
  for (const key of Object.keys(doc)) writeField(key, doc[key])
  close(start, before)
}

function writeArray(list: Value[]): void {
  if (writeKnown(list)) return
  const [start, before] = [at, inserted]
  ensure(5)
  at += 4
  for (let i = 0; i < list.length; i++) writeField(String(i), list[i] === undefined ? null : list[i])
  close(start, before)
}

function close(start: number, before: number): void {
  ensure(1)
  scratch[at++] = 0
  scratch.writeInt32LE(at - start + inserted - before, start)
}

function writeField(key: string, value: Value): void {
  switch (typeof value) {
    case 'string':
      begin(0x02, key)
      writeText(value)
      return
    case 'number':
      writeNumber(key, value)
      return
    case 'boolean':
      begin(0x08, key)
      ensure(1)
      scratch[at++] = value ? 1 : 0
      return
    case 'bigint':
      begin(0x12, key)
      writeLong(Long.fromBigInt(value))
      return
    case 'object':
      if (value === null) begin(0x0a, key)
      else writeObject(key, value)
      return
    default:
  }
}

/** The type and the name of a field. */
function begin(type: number, key: string): void {
  ensure(key.length * 3 + 2)
  scratch[at++] = type
  writeName(key)
}

function writeName(name: string): void {
  const start = at
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i)
    if (code > 127) {
      at = start + scratch.write(name, start, 'utf8')
      break
    }
    if (code === 0) throw new RangeError('A name must not contain a zero byte')
    scratch[at++] = code
  }
  scratch[at++] = 0
}

function writeNumber(key: string, value: number): void {
  if (isInt32(value)) {
    begin(0x10, key)
    ensure(4)
    at = scratch.writeInt32LE(value, at)
  } else {
    writeDouble(key, value)
  }
}

function writeDouble(key: string, value: number): void {
  begin(0x01, key)
  ensure(8)
  at = scratch.writeDoubleLE(value, at)
}

function writeText(text: string): void {
  ensure((text.length > 1000 ? Buffer.byteLength(text) : text.length * 3) + 5)
  const size = scratch.write(text, at + 4, 'utf8')
  scratch.writeInt32LE(size + 1, at)
  at += size + 4
  scratch[at++] = 0
}

function writeLong(value: Pick<Long, 'low' | 'high'>): void {
  ensure(8)
  at = scratch.writeInt32LE(value.low, at)
  at = scratch.writeInt32LE(value.high, at)
}

function writeBytes(bytes: Uint8Array): void {
  ensure(bytes.length)
  scratch.set(bytes, at)
  at += bytes.length
}

function writeObject(key: string, value: object): void {
  if (Array.isArray(value)) {
    begin(0x04, key)
    writeArray(value)
    return
  }
  if (value instanceof Date) {
    begin(0x09, key)
    writeLong(Long.fromNumber(value.getTime()))
    return
  }
  if (value instanceof RegExp) {
    begin(0x0b, key)
    writePattern(value.source, value.flags.replace(/[^imsx]/g, ''))
    return
  }
  if (ArrayBuffer.isView(value)) {
    begin(0x05, key)
    writeBinary(new Uint8Array(value.buffer, value.byteOffset, value.byteLength), 0)
    return
  }
  const tag = Object.hasOwn(value, '_bsontype') ? undefined : tagOf(value)
  if (typeof tag === 'string') {
    writeTagged(key, value, tag)
    return
  }
  begin(0x03, key)
  writeDocument(value as Doc)
}

function writeTagged(key: string, value: object, tag: string): void {
  switch (tag) {
    case 'ObjectId':
      begin(0x07, key)
      writeBytes((value as ObjectId).id)
      return
    case 'Double':
      writeDouble(key, (value as Double).value)
      return
    case 'Int32':
      writeNumber(key, (value as Int32).value)
      return
    case 'Long':
      begin(0x12, key)
      writeLong(value as Long)
      return
    case 'Timestamp':
      begin(0x11, key)
      writeLong(value as Timestamp)
      return
    case 'Decimal128':
      begin(0x13, key)
      writeBytes((value as Decimal128).bytes)
      return
    case 'Binary': {
      const binary = value as Binary
      begin(0x05, key)
      writeBinary(binary.value(), binary.sub_type)
      return
    }
    default:
      writeRare(key, value, tag)
      return
  }
}

function writeRare(key: string, value: object, tag: string): void {
  switch (tag) {
    case 'BSONRegExp': {
      const { pattern, options } = value as BSONRegExp
      begin(0x0b, key)
      writePattern(pattern, options)
      return
    }
    case 'Code':
      writeCode(key, value as Code)
      return
    case 'BSONSymbol':
      begin(0x0e, key)
      writeText(String((value as BSONSymbol).value))
      return
    case 'MinKey':
      begin(0xff, key)
      return
    case 'MaxKey':
      begin(0x7f, key)
      return
    case 'DBRef': {
      const { collection, oid, db, fields } = value as DBRef
      begin(0x03, key)
      writeDocument({ $ref: collection, $id: oid, ...(db !== undefined && { $db: db }), ...fields })
      return
    }
    default:
      throw new RangeError(`There is no BSON for a value of type ${tag}`)
  }
}

function writePattern(pattern: string, options: string): void {
  ensure((pattern.length + options.length) * 3 + 2)
  writeName(pattern)
  writeName([...options].sort().join(''))
}

function writeBinary(bytes: Uint8Array, subType: number): void {
  const isOldest = subType === 2
  ensure(9)
  at = scratch.writeInt32LE(bytes.length + (isOldest ? 4 : 0), at)
  scratch[at++] = subType
  if (isOldest) at = scratch.writeInt32LE(bytes.length, at)
  writeBytes(bytes)
}

function writeCode(key: string, { code, scope }: Code): void {
  begin(scope ? 0x0f : 0x0d, key)
  if (!scope) {
    writeText(String(code))
    return
  }
  const [start, before] = [at, inserted]
  ensure(4)
  at += 4
  writeText(String(code))
  writeDocument(scope)
  scratch.writeInt32LE(at - start + inserted - before, start)
}
