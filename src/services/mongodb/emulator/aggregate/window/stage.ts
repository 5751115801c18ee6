import { failedToParse, ServerError, typeMismatch } from '../../errors.ts'
import { addToTree, type FieldTree, withFields } from '../../query/field-tree.ts'
import { parseSort, type SortField } from '../../query/sort.ts'
import { type Doc, isDoc, typeName, type Value } from '../../values/bson.ts'
import { print } from '../../values/print.ts'
import { RUNNING } from '../../values/running.ts'
import { ACCUMULATORS, compileAccumulator, contextOf, onlyArgument } from '../accumulators.ts'
import type { CompileStage } from '../stage.ts'
import { compileWindow, type WindowSpec } from './bounds.ts'
import { FUNCTIONS } from './functions.ts'
import type { WindowFunction } from './given.ts'
import { partitioner } from './partition.ts'

/** Values over the neighbours of each document (docs: "$setWindowFields"). */
export const setWindowFields: CompileStage = (argument, { variables }) => {
  if (!isDoc(argument))
    throw failedToParse(`the $setWindowFields stage specification must be an object, found ${typeName(argument)}`)
  const stray = Object.keys(argument).find((key) => !['partitionBy', 'sortBy', 'output'].includes(key))
  if (stray !== undefined) throw new ServerError(40415, `BSON field '$setWindowFields.${stray}' is an unknown field.`)
  const { partitionBy, sortBy, output } = argument
  if (sortBy !== undefined && !isDoc(sortBy))
    throw typeMismatch(
      `BSON field '$setWindowFields.sortBy' is the wrong type '${typeName(sortBy)}', expected type 'object'`,
    )
  if (output === undefined)
    throw new ServerError(40414, "BSON field '$setWindowFields.output' is missing but a required field")
  if (!isDoc(output))
    throw new ServerError(
      14,
      `BSON field '$setWindowFields.output' is the wrong type '${typeName(output)}', expected type 'object'`,
    )
  const order = parseSort(sortBy)
  const fields = Object.keys(output).map((path) => ({ path, compute: compileOutput(output[path], order, variables) }))
  return windowed(partitionBy, order, fields, variables)
}

export interface WindowField {
  path: string
  compute: WindowFunction
}

export function windowed(
  by: Value,
  order: SortField[],
  fields: WindowField[],
  variables: Doc | undefined,
): (docs: Doc[]) => Doc[] {
  const partitions = partitioner(by, order, variables)
  // Where each field's value goes; the values of a partition are there before its documents are made.
  let [values, at]: [Value[][], number] = [[], 0]
  const tree: FieldTree = new Map()
  for (const [n, { path }] of fields.entries()) addToTree(tree, path, () => values[n]?.[at], 6307900)
  return (docs) =>
    partitions(docs).flatMap((partition) => {
      values = fields.map(({ compute }) => compute(partition))
      return partition.map((doc, i) => {
        at = i
        return withFields(doc, tree, doc)
      })
    })
}

function compileOutput(spec: Value, order: SortField[], variables: Doc | undefined): WindowFunction {
  if (!isDoc(spec)) throw failedToParse(`The field 'output' must hold objects, found ${print(spec)}`)
  const names = Object.keys(spec).filter((key) => key !== 'window')
  const [name] = names
  if (name === undefined || names.length > 1) throw failedToParse('Expected a $-prefixed window function, and one only')
  return compileWindowFunction(name, spec[name], spec['window'], order, variables)
}

/** @throws ServerError 9 for a name that is no window operator */
export function compileWindowFunction(
  name: string,
  argument: Value,
  windowSpec: Value,
  order: SortField[],
  variables: Doc | undefined,
): WindowFunction {
  const window = windowSpec === undefined ? undefined : compileWindow(windowSpec, order)
  const special = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined
  if (special) return special({ ...contextOf(name, variables), argument, order, window })
  if (!Object.hasOwn(ACCUMULATORS, name) || name === '$accumulator' || name === '$mergeObjects')
    throw failedToParse(`Unrecognized window function, ${name}`)
  return overWindows(name, argument, window ?? compileWindow(undefined, order), variables)
}

function overWindows(name: string, argument: Value, spec: WindowSpec, variables: Doc | undefined): WindowFunction {
  const start = spec.growsOnly && !spec.isWhole ? RUNNING[name] : undefined
  if (start) return growing(name, argument, spec, start, variables)
  const accumulate = compileAccumulator(name, argument, variables)
  return (docs) => {
    if (spec.isWhole) return new Array<Value>(docs.length).fill(accumulate(docs))
    const { from, to } = spec.windows(docs)
    return docs.map((_, i) => accumulate(docs.slice(from(i), to(i))))
  }
}

/** A window that begins with the partition is summed up once, and not again for each document. */
function growing(
  name: string,
  argument: Value,
  spec: WindowSpec,
  start: NonNullable<(typeof RUNNING)[string]>,
  variables: Doc | undefined,
): WindowFunction {
  const { evaluate } = contextOf(name, variables).compile(onlyArgument(argument, name))
  return (docs) => {
    const { to } = spec.windows(docs)
    const running = start()
    let reached = 0
    return docs.map((_, i) => {
      for (const end = to(i); reached < end; reached++) running.add(evaluate(docs[reached] as Doc))
      return running.value()
    })
  }
}
