import { ServerError } from '../errors.ts'
import { isTrue } from '../query/match.ts'
import { parseTypes } from '../query/type-codes.ts'
import { type Doc, isDoc, type Value } from '../values/bson.ts'
import { CONVERSIONS } from './conversions.ts'

/** Computes an expression for the document at hand. */
type Evaluate = (expression: Value) => Value

/** Operators that do not compute all of their arguments. */
export const CONTROL: Record<string, (argument: Value, evaluate: Evaluate) => Value> = {
  $cond: conditional,
  $ifNull: firstPresent,
  $switch: firstTrueBranch,
  $convert: convert,
  $not: (argument, evaluate) => !isTrue(evaluate(Array.isArray(argument) ? argument[0] : argument)),
  $and: (argument, evaluate) => [argument].flat().every((part) => isTrue(evaluate(part))),
  $or: (argument, evaluate) => [argument].flat().some((part) => isTrue(evaluate(part))),
}

function conditional(argument: Value, evaluate: Evaluate): Value {
  const [condition, yes, no] = isDoc(argument)
    ? [argument['if'], argument['then'], argument['else']]
    : (argument as Value[])
  return evaluate(isTrue(evaluate(condition)) ? yes : no)
}

/** The last one is taken as it is, be it null or nothing. */
function firstPresent(argument: Value, evaluate: Evaluate): Value {
  let value: Value
  for (const part of argument as Value[]) {
    value = evaluate(part)
    if (value !== null && value !== undefined) return value
  }
  return value
}

function firstTrueBranch(argument: Value, evaluate: Evaluate): Value {
  if (!isDoc(argument)) throw new ServerError(40060, '$switch requires an object as an argument')
  const { branches } = argument
  if (!Array.isArray(branches)) throw new ServerError(40061, "$switch expected an array for 'branches'")
  if (branches.length === 0) throw new ServerError(40068, '$switch requires at least one branch')
  for (const branch of branches as Doc[]) {
    if (!('case' in branch)) throw new ServerError(40064, "$switch requires each branch have a 'case' expression")
    if (!('then' in branch)) throw new ServerError(40065, "$switch requires each branch have a 'then' expression")
  }
  const taken = (branches as Doc[]).find((branch) => isTrue(evaluate(branch['case'])))
  if (taken) return evaluate(taken['then'])
  if ('default' in argument) return evaluate(argument['default'])
  throw new ServerError(40066, '$switch could not find a matching branch for an input, and no default was specified.')
}

const OPERATOR_OF: Record<string, string> = {
  int: '$toInt',
  long: '$toLong',
  double: '$toDouble',
  decimal: '$toDecimal',
  bool: '$toBool',
  string: '$toString',
  objectId: '$toObjectId',
  date: '$toDate',
}

function convert(argument: Value, evaluate: Evaluate): Value {
  if (!isDoc(argument) || !('input' in argument) || !('to' in argument))
    throw new ServerError(9, "$convert requires 'input' and 'to'")
  const input = evaluate(argument['input'])
  const to = evaluate(argument['to'])
  if (input === null || input === undefined) return 'onNull' in argument ? evaluate(argument['onNull']) : null
  if (to === null || to === undefined) return null
  const [type = ''] = parseTypes(to)
  const operator = CONVERSIONS[OPERATOR_OF[type] ?? '']
  try {
    if (!operator) throw new ServerError(241, `Unsupported conversion to ${type} in $convert with no onError value`)
    return operator([input])
  } catch (error) {
    if ('onError' in argument) return evaluate(argument['onError'])
    throw error
  }
}
