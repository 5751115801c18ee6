import { BSONRegExp } from 'bson'
import type { Filter, Leaf } from '../query/filter.ts'
import type { ServerRegExp } from '../query/regex.ts'
import type { Doc, Value } from '../values/bson.ts'

/** A filter as explain shows it: every equality as `$eq`, every list of conditions as `$and`. */
export function parsedQuery(filter: Filter): Doc {
  switch (filter.kind) {
    case 'and':
      return filter.filters.length === 0 ? {} : { $and: filter.filters.map(parsedQuery) }
    case 'or':
    case 'nor':
      return { [`$${filter.kind}`]: filter.filters.map(parsedQuery) }
    case 'not':
      return parsedNot(filter.filter)
    case 'expr':
      return { $expr: filter.expression }
    case 'where':
      return { $where: filter.source }
    case 'schema':
      return { $jsonSchema: filter.schema }
    case 'text':
      return { $text: { $search: filter.text.search, $caseSensitive: filter.text.caseSensitive } }
    case 'constant':
      return { [filter.value ? '$alwaysTrue' : '$alwaysFalse']: 1 }
    case 'leaf':
      return { [filter.path]: condition(filter) }
  }
}

function parsedNot(filter: Filter): Doc {
  if (filter.kind === 'leaf') return { [filter.path]: { $not: condition(filter) } }
  const inner = filter.kind === 'and' ? filter.filters : [filter]
  const path = inner.find((part): part is Leaf => part.kind === 'leaf')?.path ?? ''
  return { [path]: { $not: Object.assign({}, ...inner.map((part) => (part.kind === 'leaf' ? condition(part) : {}))) } }
}

function condition({ operator, value }: Leaf): Value {
  switch (operator) {
    case 'regex': {
      const { source, options } = value as ServerRegExp
      return { $regex: source, ...(options && { $options: options }) }
    }
    case 'elemMatchObject':
      return { $elemMatch: parsedQuery(value as Filter) }
    case 'elemMatchValue': {
      const inner = value as Filter
      const parts = inner.kind === 'and' ? inner.filters : [inner]
      return { $elemMatch: Object.assign({}, ...parts.map((part) => parsedQuery(part)[''])) }
    }
    case 'bits':
      return { [(value as { test: string }).test]: String((value as { mask: bigint }).mask) }
    default:
      return { [`$${operator}`]: value instanceof RegExp ? new BSONRegExp(value.source, value.flags) : value }
  }
}
