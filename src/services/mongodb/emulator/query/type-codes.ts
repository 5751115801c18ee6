import { badValue } from '../errors.ts'
import { toNumber, type Value } from '../values/bson.ts'

/** Numbers of the BSON types that `$type` takes (docs: "$type", Available Types). */
const TYPE_CODES: Record<number, string> = {
  1: 'double',
  2: 'string',
  3: 'object',
  4: 'array',
  5: 'binData',
  6: 'undefined',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  10: 'null',
  11: 'regex',
  12: 'dbPointer',
  13: 'javascript',
  14: 'symbol',
  15: 'javascriptWithScope',
  16: 'int',
  17: 'timestamp',
  18: 'long',
  19: 'decimal',
  [-1]: 'minKey',
  127: 'maxKey',
}

const NAMES = new Set([...Object.values(TYPE_CODES), 'number'])
const NUMBERS = ['int', 'long', 'double', 'decimal']

/** The names of the types that a `$type` asks for; `number` is four of them. */
export function parseTypes(value: Value): string[] {
  const list = Array.isArray(value) ? value : [value]
  if (list.length === 0) throw badValue('$type must match at least one type')
  return list.flatMap((entry) => {
    const name = typeof entry === 'string' ? entry : TYPE_CODES[toNumber(entry) ?? Number.NaN]
    if (name === undefined) throw badValue(`Invalid numerical type code: ${String(entry)}`)
    if (!NAMES.has(name)) throw badValue(`Unknown type name alias: ${name}`)
    return name === 'number' ? NUMBERS : [name]
  })
}
