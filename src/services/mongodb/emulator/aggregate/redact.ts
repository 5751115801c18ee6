import { ServerError } from '../errors.ts'
import { compileIn, scopeOf } from '../expressions/compile.ts'
import { constant } from '../expressions/expression.ts'
import { bind } from '../expressions/loops.ts'
import { type Doc, isDoc, setOwn, type Value } from '../values/bson.ts'
import { print } from '../values/print.ts'
import type { CompileStage } from './stage.ts'

const [KEEP, PRUNE, DESCEND] = ['keep', 'prune', 'descend']

/** Keeps, drops or opens each document and the documents in it (docs: "$redact"). */
export const redact: CompileStage = (argument, { variables }) => {
  const current = bind(scopeOf(variables), 'CURRENT')
  const scope = new Map(current.scope)
  for (const [name, decision] of Object.entries({ KEEP, PRUNE, DESCEND })) scope.set(name, constant(decision))
  const { evaluate } = compileIn(argument, scope)

  const decide = (doc: Doc, root: Doc): Doc | undefined => {
    current.cell.value = doc
    const decision = evaluate(root)
    if (decision === KEEP) return doc
    if (decision === PRUNE) return undefined
    if (decision !== DESCEND)
      throw new ServerError(
        17053,
        `$redact's expression should not return anything aside from the variables $$KEEP, $$DESCEND, and $$PRUNE, but returned ${print(decision)}`,
      )
    const result: Doc = {}
    for (const key of Object.keys(doc)) {
      const value = open(doc[key], root)
      if (value !== undefined) setOwn(result, key, value)
    }
    return result
  }
  const open = (value: Value, root: Doc): Value => {
    if (Array.isArray(value)) return value.map((item) => open(item, root)).filter((item) => item !== undefined)
    return isDoc(value) ? decide(value, root) : value
  }
  return (docs) => docs.map((doc) => decide(doc, doc)).filter((doc) => doc !== undefined)
}
