import * as BSON from 'bson'

export type Value = unknown
export type Doc = Record<string, unknown>

const INT32_MIN = -(2 ** 31)
const INT32_MAX = 2 ** 31 - 1

/** A number of type double, whatever it looks like. */
export function double(value: number): number | BSON.Double {
  return isInt32(value) ? new BSON.Double(value) : value
}

export function isInt32(value: number): boolean {
  return Number.isInteger(value) && value >= INT32_MIN && value <= INT32_MAX && !Object.is(value, -0)
}

/** The name of the class of a BSON value that JavaScript has no type for. */
export function tagOf(value: object): string | undefined {
  return (value as { _bsontype?: unknown })._bsontype as string | undefined
}

/** An embedded document: neither an array nor a value such as a date or an id. */
export function isDoc(value: Value): value is Doc {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  if (value instanceof Date || value instanceof RegExp || ArrayBuffer.isView(value)) return false
  return typeof tagOf(value) !== 'string' || Object.hasOwn(value, '_bsontype')
}

const TYPE_OF_TAG: Record<string, string> = {
  Double: 'double',
  Int32: 'int',
  Long: 'long',
  Decimal128: 'decimal',
  ObjectId: 'objectId',
  Binary: 'binData',
  BSONRegExp: 'regex',
  Timestamp: 'timestamp',
  MinKey: 'minKey',
  MaxKey: 'maxKey',
  Code: 'javascript',
  BSONSymbol: 'symbol',
  DBRef: 'dbPointer',
}

/** The alias that `$type` takes, and `missing` for undefined. */
export function typeName(value: Value): string {
  if (value === undefined) return 'missing'
  if (value === null) return 'null'
  if (typeof value === 'number') return isInt32(value) ? 'int' : 'double'
  if (typeof value === 'string') return 'string'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'bigint') return 'long'
  if (Array.isArray(value)) return 'array'
  if (value instanceof Date) return 'date'
  if (value instanceof RegExp) return 'regex'
  if (ArrayBuffer.isView(value)) return 'binData'
  if (isDoc(value)) return 'object'
  return TYPE_OF_TAG[tagOf(value as object) ?? ''] ?? 'object'
}

/** A whole number out of a command's field, whichever BSON number it is. */
export function toNumber(value: Value): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  if (typeof value !== 'object' || value === null) return undefined
  const tag = tagOf(value)
  if (tag === 'Long') return (value as BSON.Long).toNumber()
  if (tag === 'Double' || tag === 'Int32') return (value as BSON.Double).value
  if (tag === 'Decimal128') return Number((value as BSON.Decimal128).toString())
  return undefined
}

/** As commands read flags: absent, false, null and 0 are false. */
export function toBoolean(value: Value): boolean {
  return toNumber(value) === undefined
    ? value !== undefined && value !== null && value !== false
    : toNumber(value) !== 0
}

/** Deep copy of documents and arrays; everything else is immutable and shared. */
export function clone<T>(value: T): T {
  if (Array.isArray(value)) return value.map(clone) as T
  if (!isDoc(value)) return value
  const copy: Doc = {}
  for (const key of Object.keys(value)) setOwn(copy, key, clone(value[key]))
  return copy as T
}

/** Sets a field; one called `__proto__` is a field like any other. */
export function setOwn(doc: Doc, key: string, value: Value): void {
  if (key === '__proto__')
    Object.defineProperty(doc, key, { value, writable: true, enumerable: true, configurable: true })
  else doc[key] = value
}
