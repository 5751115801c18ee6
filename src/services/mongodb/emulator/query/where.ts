import { Code } from 'bson'
import { badValue } from '../errors.ts'
import type { Value } from '../values/bson.ts'
import type { Filter } from './filter.ts'

/** docs: "$where". A function, or an expression, whose `this` and `obj` are the document. */
export function parseWhere(value: Value): Filter {
  if (typeof value !== 'string' && !(value instanceof Code)) throw badValue('$where got bad type')
  const source = value instanceof Code ? String(value.code) : value
  const isFunction = /^\s*(async\s+)?function\b|^\s*\(?[\w\s,]*\)?\s*=>/.test(source)
  const whole = isFunction ? `(${source}).call(obj)` : `(function () { ${withReturn(source)} }).call(obj)`
  const body = `function (obj) { return !!${whole} }`
  return { kind: 'where', source, expression: { $function: { body, args: ['$$ROOT'], lang: 'js' } } }
}

function withReturn(source: string): string {
  return /\breturn\b/.test(source) ? source : `return ${source}`
}
