import { ServerError } from '../errors.ts'
import { typeName, type Value } from '../values/bson.ts'
import { isNumeric } from '../values/numbers.ts'
import { print } from '../values/print.ts'
import { many, named, one, several, two } from './arguments.ts'
import { asInt32, coerceText } from './coerce.ts'
import { isNothing, type Operator } from './expression.ts'

/** docs: "String Expression Operators". */
export const TEXT: Record<string, Operator> = {
  $concat: many(concatenated),
  $split: two(split),
  $strLenBytes: one((value) => Buffer.byteLength(checkText(value, 34473, '$strLenBytes requires a string argument'))),
  $strLenCP: one((value) => codePoints(checkText(value, 34471, '$strLenCP requires a string argument')).length),
  $strcasecmp: two((a, b) => compareText(upper(coerceText(a)), upper(coerceText(b)))),
  $toLower: one((value) => lower(coerceText(value))),
  $toUpper: one((value) => upper(coerceText(value))),
  $substr: several(3, 3, substringOfBytes),
  $substrBytes: several(3, 3, substringOfBytes),
  $substrCP: several(3, 3, substringOfCodePoints),
  $indexOfBytes: several(2, 4, indexOfBytes),
  $indexOfCP: several(2, 4, indexOfCodePoint),
  $trim: trimmer(true, true),
  $ltrim: trimmer(true, false),
  $rtrim: trimmer(false, true),
  $replaceOne: replacer((text, find, by) => {
    const at = text.indexOf(find)
    return at < 0 ? text : text.slice(0, at) + by + text.slice(at + find.length)
  }),
  $replaceAll: replacer((text, find, by) => text.split(find).join(by)),
}

function checkText(value: Value, code: number, message: string): string {
  if (typeof value !== 'string') throw new ServerError(code, `${message}, found: ${typeName(value)}`)
  return value
}

export function codePoints(text: string): string[] {
  return [...text]
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a > b ? 1 : -1
}

/** ASCII letters only, as MongoDB does it. */
function lower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

function upper(text: string): string {
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase())
}

function concatenated(values: Value[]): Value {
  let result = ''
  for (const value of values) {
    if (isNothing(value)) return null
    if (typeof value !== 'string') throw new ServerError(16702, `$concat only supports strings, not ${typeName(value)}`)
    result += value
  }
  return result
}

function split(text: Value, separator: Value): Value {
  if (isNothing(text) || isNothing(separator)) return null
  const needs = '$split requires an expression that evaluates to a string as a'
  checkText(text, 40085, `${needs} first argument`)
  checkText(separator, 40086, `${needs} second argument`)
  if (separator === '') throw new ServerError(40087, '$split requires a non-empty separator')
  return (text as string).split(separator as string)
}

function substringOfBytes([value, from, length]: Value[], name: string): Value {
  const bytes = Buffer.from(coerceText(value))
  if (!isNumeric(from))
    throw new ServerError(16034, `${name}:  starting index must be a numeric type (is BSON type ${typeName(from)})`)
  if (!isNumeric(length))
    throw new ServerError(16035, `${name}:  length must be a numeric type (is BSON type ${typeName(length)})`)
  const [start, count] = [Math.trunc(Number(from)), Math.trunc(Number(length))]
  if (start < 0) throw new ServerError(50752, `${name}:  starting index must be non-negative (got: ${start})`)
  const end = count < 0 ? bytes.length : start + count
  if (isInsideCharacter(bytes, start))
    throw new ServerError(28656, `${name}:  Invalid range, starting index is a UTF-8 continuation byte.`)
  if (isInsideCharacter(bytes, end))
    throw new ServerError(28657, `${name}:  Invalid range, ending index is in the middle of a UTF-8 character.`)
  return bytes.subarray(start, end).toString()
}

function isInsideCharacter(bytes: Buffer, at: number): boolean {
  return at < bytes.length && ((bytes[at] ?? 0) & 0xc0) === 0x80
}

function substringOfCodePoints([value, from, length]: Value[]): Value {
  const text = coerceText(value)
  const start = wholeArgument(from, 'starting index', [34450, 34451])
  const count = wholeArgument(length, 'length', [34452, 34453])
  if (count < 0) throw new ServerError(34454, '$substrCP: length must be a nonnegative integer.')
  if (start < 0) throw new ServerError(34455, '$substrCP: the starting index must be nonnegative integer.')
  return codePoints(text)
    .slice(start, start + count)
    .join('')
}

function wholeArgument(value: Value, what: string, [notNumeric, notWhole]: [number, number]): number {
  if (!isNumeric(value))
    throw new ServerError(notNumeric, `$substrCP: ${what} must be a numeric type (is BSON type ${typeName(value)})`)
  const number = asInt32(value)
  if (number === undefined)
    throw new ServerError(
      notWhole,
      `$substrCP: ${what} cannot be represented as a 32-bit integral value: ${print(value)}`,
    )
  return number
}

function indexOfBytes([text, wanted, from, to]: Value[], name: string): Value {
  if (isNothing(text)) return null
  const bytes = Buffer.from(checkText(text, 40091, '$indexOfBytes requires a string as the first argument'))
  const token = Buffer.from(checkText(wanted, 40092, '$indexOfBytes requires a string as the second argument'))
  const [start, end] = rangeOf(from, to, bytes.length, name)
  if (start > bytes.length || end < start) return -1
  return bytes.subarray(0, end).indexOf(token, start)
}

function indexOfCodePoint([text, wanted, from, to]: Value[], name: string): Value {
  if (isNothing(text)) return null
  const letters = codePoints(checkText(text, 40093, '$indexOfCP requires a string as the first argument'))
  const token = codePoints(checkText(wanted, 40094, '$indexOfCP requires a string as the second argument'))
  const [start, end] = rangeOf(from, to, letters.length, name)
  if (letters.length === 0 && token.length === 0) return 0
  for (let at = start; at < end; at++)
    if (at + token.length <= letters.length && token.every((letter, i) => letters[at + i] === letter)) return at
  return -1
}

/** Where a search begins and ends; the end is no further than the length. @throws ServerError 40096, 40097 */
export function rangeOf(from: Value, to: Value, length: number, name: string): [number, number] {
  return [
    from === undefined ? 0 : indexArgument(from, name, 'starting index'),
    to === undefined ? length : Math.min(length, indexArgument(to, name, 'ending index')),
  ]
}

function indexArgument(value: Value, name: string, what: string): number {
  const number = asInt32(value)
  if (number === undefined)
    throw new ServerError(
      40096,
      `${name} requires an integral ${what}, found a value of type: ${typeName(value)}, with value: "${print(value)}"`,
    )
  if (number < 0) throw new ServerError(40097, `${name} requires a nonnegative ${what}, found: ${number}`)
  return number
}

/** What is trimmed when nobody says what (docs: "$trim", Whitespace Characters). */
const WHITESPACE = new Set(
  '\0 \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a',
)

function trimmer(left: boolean, right: boolean): Operator {
  return named(
    { object: 50696, unknown: 50694, required: { input: 50695 }, optional: ['chars'] },
    ({ name }) =>
      (values) => {
        const { input, chars } = values
        if (isNothing(input)) return null
        if (typeof input !== 'string') throw notText(50699, `${name} requires its input to be a string`, input)
        if ('chars' in values && isNothing(chars)) return null
        if (chars !== undefined && typeof chars !== 'string')
          throw notText(50700, `${name} requires 'chars' to be a string`, chars)
        return trimmed(input, chars === undefined ? WHITESPACE : new Set(codePoints(chars)), left, right)
      },
  )
}

function notText(code: number, message: string, value: Value): ServerError {
  return new ServerError(code, `${message}, got ${print(value)} (of type ${typeName(value)}) instead.`)
}

function trimmed(text: string, chars: Set<string>, left: boolean, right: boolean): string {
  const letters = codePoints(text)
  let [start, end] = [0, letters.length]
  while (left && start < end && chars.has(letters[start] as string)) start++
  while (right && end > start && chars.has(letters[end - 1] as string)) end--
  return letters.slice(start, end).join('')
}

function replacer(replace: (text: string, find: string, by: string) => string): Operator {
  const required = { input: 51749, find: 51748, replacement: 51747 }
  return named({ object: 51751, unknown: 51750, required }, ({ name }) => ({ input, find, replacement }) => {
    const parts = { input, find, replacement }
    const codes = { input: 51746, find: 51745, replacement: 51744 }
    for (const [part, value] of Object.entries(parts))
      if (!isNothing(value) && typeof value !== 'string')
        throw new ServerError(
          codes[part as 'input'],
          `${name} requires that '${part}' be a string, found: ${print(value)}`,
        )
    if (Object.values(parts).some(isNothing)) return null
    return replace(input as string, find as string, replacement as string)
  })
}
