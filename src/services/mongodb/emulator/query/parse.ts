import { badValue, failedToParse, notEmulated } from '../errors.ts'
import { type Doc, isDoc, toBoolean, toNumber, typeName, type Value } from '../values/bson.ts'
import { bitsOf } from './bits.ts'
import { type Filter, leaf } from './filter.ts'
import { isRegex, toRegExp } from './regex.ts'
import { parseTypes } from './type-codes.ts'
import { parseWhere } from './where.ts'

/** @throws ServerError as MongoDB does for operators that do not exist or are used wrongly */
export function parseFilter(query: Value): Filter {
  if (!isDoc(query)) throw badValue(`filter must be an object, not ${typeName(query)}`)
  const filters = Object.keys(query).flatMap((key) => parseEntry(key, query[key]))
  return filters.length === 1 && filters[0] ? filters[0] : { kind: 'and', filters }
}

function parseEntry(key: string, value: Value): Filter[] {
  if (!key.startsWith('$')) return parseField(key, value)
  switch (key) {
    case '$and':
    case '$or':
    case '$nor':
      return [{ kind: key.slice(1) as 'and' | 'or' | 'nor', filters: parseList(key, value) }]
    case '$expr':
      return [{ kind: 'expr', expression: value }]
    case '$sampleRate':
      return [sampled(value)]
    case '$jsonSchema':
      if (!isDoc(value)) throw badValue('$jsonSchema must be an object')
      return [{ kind: 'schema', schema: value }]
    case '$text':
      return [parseText(value)]
    case '$comment':
      return []
    case '$alwaysTrue':
    case '$alwaysFalse':
      return [{ kind: 'constant', value: key === '$alwaysTrue' }]
    case '$where':
      return [parseWhere(value)]
    default:
      throw badValue(
        `unknown top level operator: ${key}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
      )
  }
}

/** A document passes with this probability. */
function sampled(value: Value): Filter {
  const rate = toNumber(value)
  if (rate === undefined || !(rate >= 0 && rate <= 1))
    throw badValue('numeric argument to $sampleRate must be in [0, 1]')
  return { kind: 'expr', expression: { $lt: [{ $rand: {} }, { $literal: rate }] } }
}

function parseList(name: string, value: Value): Filter[] {
  if (!Array.isArray(value)) throw badValue(`${name} argument must be an array`)
  if (value.length === 0) throw badValue('$and/$or/$nor must be a nonempty array')
  return value.map((entry) => {
    if (!isDoc(entry)) throw badValue('$or/$and/$nor entries need to be full objects')
    return parseFilter(entry)
  })
}

function parseText(value: Value): Filter {
  if (!isDoc(value) || typeof value['$search'] !== 'string') {
    throw failedToParse('$text expects a $search string')
  }
  const caseSensitive = toBoolean(value['$caseSensitive'])
  const diacriticSensitive = toBoolean(value['$diacriticSensitive'])
  return { kind: 'text', text: { search: value['$search'], caseSensitive, diacriticSensitive } }
}

function parseField(path: string, value: Value): Filter[] {
  if (isRegex(value)) return [leaf(path, 'regex', toRegExp(value))]
  return isOperators(value) ? parseOperators(path, value) : [leaf(path, 'eq', value)]
}

/** True for `{ $gt: 5 }`: a document whose first field is an operator. */
export function isOperators(value: Value): value is Doc {
  return isDoc(value) && (Object.keys(value)[0] ?? '').startsWith('$') && !('$ref' in value || '$id' in value)
}

function parseOperators(path: string, operators: Doc): Filter[] {
  return Object.keys(operators).flatMap((name) => {
    const value = operators[name]
    switch (name) {
      case '$eq':
        return isRegex(value) ? [leaf(path, 'eq', value)] : [leaf(path, 'eq', value)]
      case '$gt':
      case '$gte':
      case '$lt':
      case '$lte':
        if (isRegex(value)) throw badValue(`Can't have RegEx as arg to predicate over field '${path}'.`)
        return [leaf(path, name.slice(1) as 'gt', value)]
      case '$ne':
        if (isRegex(value)) throw badValue("Can't have regex as arg to $ne.")
        return [not(leaf(path, 'eq', value))]
      case '$in':
        return [leaf(path, 'in', inList(name, value))]
      case '$nin':
        return [not(leaf(path, 'in', inList(name, value)))]
      case '$not':
        return [parseNot(path, value)]
      case '$options':
        if (!('$regex' in operators)) throw badValue('$options needs a $regex')
        return []
      case '$regex':
        return [leaf(path, 'regex', toRegExp(value, operators['$options']))]
      case '$all':
        return parseAll(path, value)
      case '$elemMatch':
        return [parseElemMatch(path, value)]
      default:
        return parseRare(path, name, value)
    }
  })
}

function parseRare(path: string, name: string, value: Value): Filter[] {
  switch (name) {
    case '$exists':
      return toBoolean(value) ? [leaf(path, 'exists', true)] : [not(leaf(path, 'exists', true))]
    case '$type':
      return [leaf(path, 'type', parseTypes(value))]
    case '$size': {
      const size = toNumber(value)
      if (size === undefined)
        throw failedToParse(`Failed to parse $size. Expected a number in: $size: ${String(value)}`)
      if (size < 0) throw badValue(`Failed to parse $size. Expected a non-negative number in: $size: ${size}`)
      return [leaf(path, 'size', size)]
    }
    case '$mod': {
      const [divisor, rest] = Array.isArray(value) ? value.map(toNumber) : []
      if (!Array.isArray(value)) throw badValue('malformed mod, needs to be an array')
      if (value.length > 2) throw badValue('malformed mod, too many elements')
      if (divisor === undefined || rest === undefined) throw badValue('malformed mod, not enough elements')
      if (!Number.isFinite(divisor)) throw badValue('malformed mod, divisor value is invalid')
      if (!Number.isFinite(rest)) throw badValue('malformed mod, remainder value is invalid')
      if (Math.trunc(divisor) === 0) throw badValue('divisor cannot be 0')
      return [leaf(path, 'mod', [Math.trunc(divisor), Math.trunc(rest)])]
    }
    case '$bitsAllSet':
    case '$bitsAnySet':
    case '$bitsAllClear':
    case '$bitsAnyClear':
      return [leaf(path, 'bits', { test: name, mask: bitMask(value) })]
    case '$comment':
      return []
    case '$geoWithin':
    case '$geoIntersects':
    case '$near':
    case '$nearSphere':
      throw notEmulated(name)
    default:
      throw badValue(`unknown operator: ${name}`)
  }
}

function parseNot(path: string, value: Value): Filter {
  if (isRegex(value)) return not(leaf(path, 'regex', toRegExp(value)))
  if (!isDoc(value)) throw badValue('$not needs a regex or a document')
  if (Object.keys(value).length === 0) throw badValue('$not cannot be empty')
  if (!isOperators(value)) throw badValue(`unknown operator: ${Object.keys(value)[0]}`)
  return not({ kind: 'and', filters: parseOperators(path, value) })
}

function not(filter: Filter): Filter {
  return { kind: 'not', filter }
}

function inList(name: string, value: Value): Value[] {
  if (!Array.isArray(value)) throw badValue(`${name} needs an array`)
  if (value.some(isOperators)) throw badValue(`cannot nest $ under ${name}`)
  return value
}

function parseAll(path: string, value: Value): Filter[] {
  if (!Array.isArray(value)) throw badValue('$all needs an array')
  if (value.length === 0) return [{ kind: 'constant', value: false }]
  return value.map((item) => {
    if (isDoc(item) && '$elemMatch' in item) return parseElemMatch(path, item['$elemMatch'])
    return isRegex(item) ? leaf(path, 'regex', toRegExp(item)) : leaf(path, 'eq', item)
  })
}

function parseElemMatch(path: string, value: Value): Filter {
  if (!isDoc(value)) throw badValue('$elemMatch needs an Object')
  const logical = ['$and', '$or', '$nor', '$expr'].includes(Object.keys(value)[0] ?? '')
  if (isOperators(value) && !logical) {
    return leaf(path, 'elemMatchValue', { kind: 'and', filters: parseOperators('', value) })
  }
  return leaf(path, 'elemMatchObject', parseFilter(value))
}

function bitMask(value: Value): bigint {
  if (Array.isArray(value)) return value.reduce<bigint>((mask, bit) => mask | (1n << BigInt(toNumber(bit) ?? 0)), 0n)
  const mask = bitsOf(value)
  if (mask === undefined || mask < 0n) throw badValue('bit positions must be a whole number')
  return mask
}
