import { ServerError } from '../errors.ts'
import { isTrue } from '../query/match.ts'
import { isDoc, typeName, type Value } from '../values/bson.ts'
import { argumentsOf, namedArguments } from './arguments.ts'
import { type Context, type Expression, folded, isNothing, type Operator } from './expression.ts'

/** docs: "Conditional Expression Operators". Only the branch that is taken is computed. */
export const CONDITIONAL: Record<string, Operator> = {
  $cond: (argument, context) => {
    const parts = branches(argument, context)
    const [condition, yes, no] = parts as [Expression, Expression, Expression]
    return folded((doc) => (isTrue(condition.evaluate(doc)) ? yes : no).evaluate(doc), parts)
  },
  $ifNull: (argument, context) => {
    const parts = argumentsOf(argument, context)
    if (parts.length < 2) throw new ServerError(1257300, `$ifNull needs at least two arguments, had: ${parts.length}`)
    return folded((doc) => {
      let value: Value
      for (const { evaluate } of parts) {
        value = evaluate(doc)
        if (!isNothing(value)) return value
      }
      return value
    }, parts)
  },
  $switch: compileSwitch,
}

function branches(argument: Value, context: Context): Expression[] {
  if (!isDoc(argument)) {
    const parts = argumentsOf(argument, context)
    if (parts.length !== 3)
      throw new ServerError(16020, `Expression $cond takes exactly 3 arguments. ${parts.length} were passed in.`)
    return parts
  }
  namedArguments(argument, '$cond', {
    object: 17083,
    unknown: 17083,
    // biome-ignore lint/suspicious/noThenProperty: MongoDB calls it so
    required: { if: 17080, then: 17081, else: 17082 },
  })
  return [argument['if'], argument['then'], argument['else']].map((part) => context.compile(part))
}

function compileSwitch(argument: Value, context: Context): Expression {
  if (!isDoc(argument))
    throw new ServerError(40060, `$switch requires an object as an argument, found: ${typeName(argument)}`)
  const stray = Object.keys(argument).find((key) => key !== 'branches' && key !== 'default')
  if (stray !== undefined) throw new ServerError(40067, `$switch found an unknown argument: ${stray}`)
  const list = argument['branches'] ?? []
  if (!Array.isArray(list))
    throw new ServerError(40061, `$switch expected an array for 'branches', found: ${typeName(list)}`)
  const cases = list.map((branch) => compileBranch(branch, context))
  if (cases.length === 0) throw new ServerError(40068, '$switch requires at least one branch.')
  const fallback = 'default' in argument ? context.compile(argument['default']) : undefined
  return folded(
    (doc) => {
      for (const [when, take] of cases) if (isTrue(when.evaluate(doc))) return take.evaluate(doc)
      if (fallback) return fallback.evaluate(doc)
      throw new ServerError(
        40066,
        '$switch could not find a matching branch for an input, and no default was specified.',
      )
    },
    [...cases.flat(), fallback],
  )
}

function compileBranch(branch: Value, { compile }: Context): [Expression, Expression] {
  if (!isDoc(branch))
    throw new ServerError(40062, `$switch expected each branch to be an object, found: ${typeName(branch)}`)
  const stray = Object.keys(branch).find((key) => key !== 'case' && key !== 'then')
  if (stray !== undefined) throw new ServerError(40063, `$switch found an unknown argument to a branch: ${stray}`)
  if (!('case' in branch)) throw new ServerError(40064, "$switch requires each branch have a 'case' expression")
  if (!('then' in branch)) throw new ServerError(40065, "$switch requires each branch have a 'then' expression.")
  return [compile(branch['case']), compile(branch['then'])]
}
