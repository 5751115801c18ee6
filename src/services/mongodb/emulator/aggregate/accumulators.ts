import { ServerError, typeMismatch } from '../errors.ts'
import { compileIn, scopeOf } from '../expressions/compile.ts'
import type { Context, Evaluate } from '../expressions/expression.ts'
import { mergeInto } from '../expressions/objects.ts'
import { distinct } from '../expressions/sets.ts'
import {
  compileQuantiles,
  countOf,
  partsOfN,
  percentiles,
  SUMMARIES,
  type Summary,
  takeN,
} from '../expressions/summaries.ts'
import { parseSort, sortBy } from '../query/sort.ts'
import { type Doc, isDoc, type Value } from '../values/bson.ts'
import { print } from '../values/print.ts'
import { compileCustom } from './custom-accumulator.ts'

/** The value of an accumulator for the documents of a group, in their order. */
export type Accumulate = (docs: Doc[]) => Value

type CompileAccumulator = (argument: Value, context: Context) => Accumulate

/** docs: "Accumulators ($group, $bucket, $bucketAuto, $setWindowFields)". */
export const ACCUMULATORS: Record<string, CompileAccumulator> = {
  ...Object.fromEntries(Object.entries(SUMMARIES).map(([name, summary]) => [name, ofValues(summary)])),
  $first: single((evaluate) => (docs) => (docs[0] ? (evaluate(docs[0]) ?? null) : null)),
  $last: single((evaluate) => (docs) => {
    const last = docs.at(-1)
    return last ? (evaluate(last) ?? null) : null
  }),
  $push: ofValues((values) => values.filter((value) => value !== undefined)),
  $addToSet: ofValues((values) => distinct(values.filter((value) => value !== undefined))),
  $mergeObjects: ofValues((values) => {
    const result: Doc = {}
    for (const value of values) mergeInto(result, value)
    return result
  }),
  $count: (argument) => {
    if (!isDoc(argument) || Object.keys(argument).length > 0)
      throw typeMismatch('$count takes no arguments, i.e. $count:{}')
    return (docs) => docs.length
  },
  $firstN: takingN,
  $lastN: takingN,
  $minN: takingN,
  $maxN: takingN,
  $top: ranked,
  $bottom: ranked,
  $topN: ranked,
  $bottomN: ranked,
  $median: quantiles,
  $percentile: quantiles,
  $accumulator: compileCustom,
}

/** @throws ServerError 15952 for a name that is no accumulator, and the codes of wrong arguments */
export function compileAccumulator(name: string, argument: Value, variables?: Doc): Accumulate {
  const compile = Object.hasOwn(ACCUMULATORS, name) ? ACCUMULATORS[name] : undefined
  if (!compile) throw new ServerError(15952, `unknown group operator '${name}'`)
  return compile(argument, contextOf(name, variables))
}

export function contextOf(name: string, variables?: Doc): Context {
  const scope = scopeOf(variables)
  return { name, scope, compile: (expression, inner = scope) => compileIn(expression, inner) }
}

/** Accumulators take one expression; a list of one is that one. */
export function onlyArgument(argument: Value, name: string): Value {
  if (!Array.isArray(argument)) return argument
  if (argument.length !== 1) throw new ServerError(40237, `The ${name} accumulator is a unary operator`)
  return argument[0]
}

function single(make: (evaluate: Evaluate) => Accumulate): CompileAccumulator {
  return (argument, { name, compile }) => make(compile(onlyArgument(argument, name)).evaluate)
}

function ofValues(summary: Summary): CompileAccumulator {
  return single((evaluate) => (docs) => {
    const values = new Array<Value>(docs.length)
    for (let i = 0; i < docs.length; i++) values[i] = evaluate(docs[i] as Doc)
    return summary(values)
  })
}

function takingN(argument: Value, { name, compile }: Context): Accumulate {
  const given = partsOfN(name, argument)
  const { evaluate } = compile(given.input)
  const count = countOf(compile(given.n).evaluate({}))
  return (docs) => takeN(name, docs.map(evaluate), count)
}

function quantiles(argument: Value, context: Context): Accumulate {
  const { input, shares } = compileQuantiles(argument, context)
  return (docs) => {
    const found = percentiles(docs.map(input.evaluate), shares)
    return context.name === '$median' ? found[0] : found
  }
}

/** `$top`, `$bottom` and those with N: by an order of their own. */
function ranked(argument: Value, { name, compile }: Context): Accumulate {
  const isList = name.endsWith('N')
  if (!isDoc(argument))
    throw new ServerError(5788001, `specification must be an object; found ${name}: ${print(argument)}`)
  const allowed = ['output', 'sortBy', ...(isList ? ['n'] : [])]
  const stray = Object.keys(argument).find((key) => !allowed.includes(key))
  if (stray !== undefined) throw new ServerError(5788002, `Unknown argument to ${name}: ${stray}`)
  if (isList && !('n' in argument)) throw new ServerError(5788003, `Missing value for 'n'`)
  if (!('output' in argument)) throw new ServerError(5788004, `Missing value for 'output'`)
  if (!('sortBy' in argument)) throw new ServerError(5788005, `Missing value for 'sortBy'`)
  if (!isDoc(argument['sortBy']))
    throw new ServerError(5788604, `expected 'sortBy' to be an object, but found ${print(argument['sortBy'])}`)
  const order = parseSort(argument['sortBy'])
  const { evaluate } = compile(argument['output'])
  const count = isList ? countOf(compile(argument['n']).evaluate({})) : 1
  return (docs) => {
    const all = sortBy(docs, order, (doc) => doc)
    const taken = name.startsWith('$top') ? all.slice(0, count) : all.slice(-count)
    const values = taken.map((doc) => evaluate(doc) ?? null)
    return isList ? values : (values[0] ?? null)
  }
}
