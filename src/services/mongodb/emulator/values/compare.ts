import type { Binary, BSONRegExp, Code, ObjectId, Timestamp } from 'bson'
import { type Doc, isDoc, isInt32, tagOf, type Value } from './bson.ts'
import { activeCollation } from './collation.ts'
import { compareExact, exactOfDouble } from './decimal.ts'
import { approximate, type BsonNumber, compareNumbers, exact, isNumeric, rankOf } from './numbers.ts'

/** MongoDB's order of types (docs: "Comparison/Sort Order"). Values of one bracket compare by value. */
const BRACKET = {
  minKey: -1,
  missing: 0,
  null: 5,
  number: 10,
  string: 15,
  object: 20,
  array: 25,
  binary: 30,
  objectId: 35,
  boolean: 40,
  date: 45,
  timestamp: 47,
  regex: 50,
  code: 60,
  maxKey: 127,
} as const

const BRACKET_OF_TAG: Record<string, number> = {
  Double: BRACKET.number,
  Int32: BRACKET.number,
  Long: BRACKET.number,
  Decimal128: BRACKET.number,
  BSONSymbol: BRACKET.string,
  Binary: BRACKET.binary,
  ObjectId: BRACKET.objectId,
  Timestamp: BRACKET.timestamp,
  BSONRegExp: BRACKET.regex,
  Code: BRACKET.code,
  MinKey: BRACKET.minKey,
  MaxKey: BRACKET.maxKey,
}

export function bracketOf(value: Value): number {
  if (typeof value === 'string') return BRACKET.string
  if (typeof value === 'number') return BRACKET.number
  if (typeof value === 'boolean') return BRACKET.boolean
  if (value === undefined) return BRACKET.missing
  if (value === null) return BRACKET.null
  if (Array.isArray(value)) return BRACKET.array
  if (value instanceof Date) return BRACKET.date
  if (value instanceof RegExp) return BRACKET.regex
  if (typeof value === 'object' && !isDoc(value)) return BRACKET_OF_TAG[tagOf(value) ?? ''] ?? BRACKET.object
  return BRACKET.object
}

/** Below 0, 0 or above 0, as MongoDB sorts and as its indexes are ordered. */
export function compareValues(a: Value, b: Value): number {
  if (a === b) return 0
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b)
  const bracket = bracketOf(a)
  const difference = bracket - bracketOf(b)
  return difference === 0 ? compareWithin(bracket, a, b) : difference
}

export function equalValues(a: Value, b: Value): boolean {
  return compareValues(a, b) === 0
}

/** Equal and of the same types all through, whatever the collation: writing one over the other changes nothing. */
export function identical(a: Value, b: Value): boolean {
  if (a === b && typeof a === 'object') return true
  if (isNumeric(a) && isNumeric(b)) return rankOf(a) === rankOf(b) && compareNumbers(a, b) === 0
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => identical(item, b[i]))
  if (typeof a === 'string' || typeof b === 'string') return a === b
  if (!isDoc(a) || !isDoc(b)) return equalValues(a, b)
  const [keys, others] = [Object.keys(a), Object.keys(b)]
  return keys.length === others.length && keys.every((key, i) => key === others[i] && identical(a[key], b[key]))
}

function compareWithin(bracket: number, a: Value, b: Value): number {
  switch (bracket) {
    case BRACKET.number:
      return isNumeric(a) && isNumeric(b) ? compareNumbers(a, b) : 0
    case BRACKET.objectId:
      return compareBytes((a as ObjectId).id, (b as ObjectId).id)
    case BRACKET.date:
      return (a as Date).getTime() - (b as Date).getTime()
    case BRACKET.boolean:
      return Number(a) - Number(b)
    case BRACKET.object:
      return compareDocs(a as Doc, b as Doc)
    case BRACKET.array:
      return compareArrays(a as Value[], b as Value[])
    case BRACKET.binary:
      return compareBinary(a as Binary, b as Binary)
    case BRACKET.timestamp:
      return (a as Timestamp).compare(b as Timestamp)
    case BRACKET.string:
      return compareStrings(textOf(a), textOf(b))
    case BRACKET.regex:
    case BRACKET.code:
      return compareText(textOf(a), textOf(b))
    default:
      return 0
  }
}

/** Field by field in their order: type, then name, then value. */
function compareDocs(a: Doc, b: Doc): number {
  const [keys, others] = [Object.keys(a), Object.keys(b)]
  for (const [i, key] of keys.entries()) {
    const other = others[i]
    if (other === undefined) return 1
    const order = bracketOf(a[key]) - bracketOf(b[other]) || compareText(key, other) || compareValues(a[key], b[other])
    if (order !== 0) return order
  }
  return keys.length - others.length
}

function compareArrays(a: Value[], b: Value[]): number {
  for (const [i, item] of a.entries()) {
    if (i >= b.length) return 1
    const order = compareValues(item, b[i])
    if (order !== 0) return order
  }
  return a.length - b.length
}

function compareBinary(a: Binary, b: Binary): number {
  return a.position - b.position || a.sub_type - b.sub_type || compareBytes(a.value(), b.value())
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  return Buffer.compare(a, b)
}

function compareStrings(a: string, b: string): number {
  const collation = activeCollation()
  return collation ? collation.compare(a, b) : compareText(a, b)
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function textOf(value: Value): string {
  if (typeof value === 'string') return value
  if (value instanceof RegExp) return `${value.source}/${value.flags}`
  const tag = tagOf(value as object)
  if (tag === 'BSONRegExp') return `${(value as BSONRegExp).pattern}/${(value as BSONRegExp).options}`
  return tag === 'Code' ? String((value as Code).code) : String(value)
}

/** A string that is the same for equal values and only for them: 5, 5.0 and NumberLong(5) are one key. */
export function keyOf(value: Value): string {
  if (typeof value === 'string') return `s${activeCollation()?.fold(value) ?? value}`
  if (typeof value === 'number' && isInt32(value)) return `n${value}`
  if (isNumeric(value)) return `n${numberKey(value)}`
  if (Array.isArray(value)) return `[${value.map(keyOf).map(quoted).join()}]`
  if (isDoc(value))
    return `{${Object.keys(value)
      .map((key) => quoted(key) + quoted(keyOf(value[key])))
      .join()}}`
  if (value instanceof Date) return `d${value.getTime()}`
  if (value === undefined || value === null || typeof value === 'boolean') return String(value)
  return `${bracketOf(value)}${tagOf(value as object) === 'Binary' ? binaryKey(value as Binary) : textOf(value)}`
}

/** Equal numbers have one text, and numbers that differ anywhere in their digits have two. */
function numberKey(value: BsonNumber): string {
  const number = approximate(value)
  if (Number.isSafeInteger(number) && rankOf(value) !== 'decimal') return String(number + 0)
  if (rankOf(value) === 'double' && !Number.isInteger(number)) return String(number)
  const whole = exact(value)
  if (!whole) return String(number)
  const double = exactOfDouble(number)
  if (double && !Number.isInteger(number) && compareExact(double, whole) === 0) return String(number)
  let { coefficient, exponent } = whole
  for (; exponent < 0 && coefficient % 10n === 0n; exponent++) coefficient /= 10n
  return exponent < 0 ? `${coefficient}e${exponent}` : String(coefficient * 10n ** BigInt(exponent))
}

function binaryKey(value: Binary): string {
  return `${value.sub_type}:${Buffer.from(value.value()).toString('base64')}`
}

function quoted(text: string): string {
  return JSON.stringify(text)
}
