import { Binary, calculateObjectSize, Long, type Timestamp } from 'bson'
import { ServerError } from '../errors.ts'
import { type Doc, isDoc, tagOf, typeName, type Value } from '../values/bson.ts'
import { hashedKey } from '../values/hashed-key.ts'
import { isNumeric } from '../values/numbers.ts'
import { metadata, textScores } from '../values/text-scores.ts'
import { one } from './arguments.ts'
import { constant, isNothing, type Operator } from './expression.ts'

/** docs: `$literal`, `$meta`, `$rand`, "Data Size Operators", "Timestamp Expression Operators", `$type`. */
export const MISCELLANEOUS: Record<string, Operator> = {
  $literal: (argument) => constant(argument),
  $const: (argument) => constant(argument),
  $meta: (argument) => {
    const read = metadata(argument)
    return { evaluate: (doc) => read(textScores.get(doc)), constant: false }
  },
  $rand: (argument) => {
    if (!isDoc(argument) || Object.keys(argument).length > 0)
      throw new ServerError(3040501, '$rand does not currently accept arguments')
    return { evaluate: () => Math.random(), constant: false }
  },
  $toHashedIndexKey: one((value) => hashedKey(value ?? null)),
  $binarySize: one((value) => {
    if (isNothing(value)) return null
    if (typeof value === 'string') return Buffer.byteLength(value)
    if (!(value instanceof Binary))
      throw new ServerError(51276, `$binarySize requires a string or BinData argument, found: ${typeName(value)}`)
    return value.position
  }),
  $bsonSize: one((value) => {
    if (isNothing(value)) return null
    if (!isDoc(value)) throw new ServerError(31393, `$bsonSize requires a document input, found: ${typeName(value)}`)
    return calculateObjectSize(value as Doc, { ignoreUndefined: true })
  }),
  $tsSecond: one((value) => timestampPart(value, 5687301, '$tsSecond', (time) => time.getHighBitsUnsigned())),
  $tsIncrement: one((value) => timestampPart(value, 5687302, '$tsIncrement', (time) => time.getLowBitsUnsigned())),
  $type: one(typeName),
  $isNumber: one(isNumeric),
}

function timestampPart(value: Value, code: number, name: string, part: (value: Timestamp) => number): Value {
  if (isNothing(value)) return null
  if (typeof value !== 'object' || tagOf(value) !== 'Timestamp')
    throw new ServerError(code, ` Argument to ${name} must be a timestamp, but is ${typeName(value)}`)
  return Long.fromNumber(part(value as Timestamp))
}
