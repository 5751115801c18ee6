import { ServerError } from '../errors.ts'
import { parseSort, sortBy } from '../query/sort.ts'
import { type Doc, isDoc, toNumber, type Value } from '../values/bson.ts'
import { compareValues } from '../values/compare.ts'

type Accumulate = (docs: Doc[]) => Value
type Compile = (expression: Value) => (doc: Doc) => Value

/** Accumulators that take the first of an order, or several: `$top`, `$firstN` and their like. */
export function compileRanked(name: string, argument: Value, compile: Compile): Accumulate | undefined {
  switch (name) {
    case '$top':
    case '$bottom':
      return sorted(name, argument, compile)
    case '$topN':
    case '$bottomN':
      return sorted(name, argument, compile)
    case '$firstN':
    case '$lastN':
    case '$minN':
    case '$maxN':
      return several(name, argument, compile)
    default:
      return undefined
  }
}

function sorted(name: string, argument: Value, compile: Compile): Accumulate {
  if (!isDoc(argument) || !('output' in argument))
    throw new ServerError(5788004, `Missing value for 'output' in ${name}`)
  if (!isDoc(argument['sortBy'])) throw new ServerError(5788005, `Missing value for 'sortBy' in ${name}`)
  const order = parseSort(argument['sortBy'])
  const output = compile(argument['output'])
  const isList = name.endsWith('N')
  const count = isList ? countOf(name, argument['n'], compile) : 1
  return (docs) => {
    const all = sortBy(docs, order, (doc) => doc)
    const taken = name.startsWith('$top') ? all.slice(0, count) : all.slice(-count)
    const values = taken.map((doc) => output(doc) ?? null)
    return isList ? values : (values[0] ?? null)
  }
}

function several(name: string, argument: Value, compile: Compile): Accumulate {
  if (!isDoc(argument) || !('input' in argument)) throw new ServerError(5787907, `Missing value for 'input' in ${name}`)
  const input = compile(argument['input'])
  const count = countOf(name, argument['n'], compile)
  return (docs) => {
    const values = docs.map((doc) => input(doc) ?? null)
    if (name === '$firstN') return values.slice(0, count)
    if (name === '$lastN') return values.slice(-count)
    const direction = name === '$minN' ? 1 : -1
    const present = values.filter((value) => value !== null)
    return present.sort((a, b) => compareValues(a, b) * direction).slice(0, count)
  }
}

function countOf(name: string, n: Value, compile: Compile): number {
  const count = toNumber(compile(n)({}))
  if (count === undefined || !Number.isInteger(count) || count < 1)
    throw new ServerError(5787908, `'n' must be greater than 0 in ${name}`)
  return count
}
