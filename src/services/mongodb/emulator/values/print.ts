import type { Binary, BSONRegExp, Timestamp } from 'bson'
import { isDoc, tagOf, type Value } from './bson.ts'

/** A value as the server writes it in messages: `{ email: "ann@example.com" }`. */
export function print(value: Value): string {
  if (value === undefined) return 'undefined'
  if (typeof value === 'string') return JSON.stringify(value)
  if (value instanceof Date) return `new Date(${value.getTime()})`
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[ ${value.map(print).join(', ')} ]`
  if (isDoc(value)) {
    const fields = Object.keys(value).map((key) => `${key}: ${print(value[key])}`)
    return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`
  }
  return typeof value === 'object' && value !== null ? printTagged(value) : String(value)
}

function printTagged(value: object): string {
  switch (tagOf(value)) {
    case 'ObjectId':
      return `ObjectId('${value}')`
    case 'Decimal128':
      return `Decimal128("${value}")`
    case 'Double':
      return Number.isInteger(Number(value)) ? `${value}.0` : `${value}`
    case 'BSONRegExp':
      return `/${(value as BSONRegExp).pattern}/${(value as BSONRegExp).options}`
    case 'Timestamp':
      return `Timestamp(${(value as Timestamp).high}, ${(value as Timestamp).low})`
    case 'Binary':
      return `BinData(${(value as Binary).sub_type}, ${Buffer.from((value as Binary).value())
        .toString('hex')
        .toUpperCase()})`
    case 'MinKey':
      return 'MinKey'
    case 'MaxKey':
      return 'MaxKey'
    default:
      return String(value)
  }
}
