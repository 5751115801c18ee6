import { failedToParse, ServerError } from '../errors.ts'
import { checkParts } from '../expressions/path.ts'
import { parseSort } from '../query/sort.ts'
import { type Doc, isDoc, typeName, type Value } from '../values/bson.ts'
import { print } from '../values/print.ts'
import { addFields } from './add-fields.ts'
import type { CompileStage } from './stage.ts'
import { compileWindowFunction, windowed } from './window/stage.ts'

const METHODS: Record<string, string> = { linear: '$linearFill', locf: '$locf' }

/** Gives values to what is null or missing (docs: "$fill"). */
export const fill: CompileStage = (argument, environment, compilePipeline) => {
  if (!isDoc(argument))
    throw failedToParse(`the $fill stage specification must be an object, found ${typeName(argument)}`)
  const stray = Object.keys(argument).find(
    (key) => !['partitionBy', 'partitionByFields', 'sortBy', 'output'].includes(key),
  )
  if (stray !== undefined) throw new ServerError(40415, `BSON field '$fill.${stray}' is an unknown field.`)
  const { output, sortBy } = argument
  if (!isDoc(output)) throw new ServerError(40414, "BSON field '$fill.output' is missing but a required field")
  const by = partitionOf(argument)
  const order = parseSort(sortBy)
  const constants: Doc = {}
  const fields = []
  for (const path of Object.keys(output)) {
    const spec = output[path]
    if (!isDoc(spec) || Object.keys(spec).length !== 1)
      throw failedToParse(`Exactly one of 'value' or 'method' must be given for ${path} in $fill: ${print(spec)}`)
    if ('value' in spec) {
      constants[path] = { $ifNull: [`$${path}`, spec['value']] }
      continue
    }
    const method = METHODS[String(spec['method'])]
    if (!method) throw new ServerError(6050202, `Method must be either locf or linear, found ${print(spec['method'])}`)
    if (order.length === 0 && method === '$linearFill')
      throw new ServerError(605001, `$linearFill requires a sortBy with exactly one element`)
    fields.push({ path, compute: compileWindowFunction(method, `$${path}`, undefined, order, environment.variables) })
  }
  const run = fields.length > 0 ? windowed(by, order, fields, environment.variables) : (docs: Doc[]) => docs
  if (Object.keys(constants).length === 0) return run
  const set = addFields(constants, environment, compilePipeline)
  return (docs) => set(run(docs))
}

function partitionOf({ partitionBy, partitionByFields }: Doc): Value {
  if (partitionBy !== undefined && partitionByFields !== undefined)
    throw new ServerError(6050204, 'Maximum one of "partitionBy" and "partitionByFields can be specified in $fill')
  if (partitionByFields === undefined) return partitionBy
  return partitionByNames(partitionByFields, '$fill')
}

/** The values of these fields together, as one expression. */
export function partitionByNames(names: Value, stage: string): Value {
  if (!Array.isArray(names) || names.some((name) => typeof name !== 'string'))
    throw new ServerError(14, `'partitionByFields' of ${stage} must be an array of strings: ${print(names)}`)
  for (const name of names) checkParts(name.split('.'))
  return Object.fromEntries(names.map((name, i) => [`field${i}`, `$${name}`]))
}
