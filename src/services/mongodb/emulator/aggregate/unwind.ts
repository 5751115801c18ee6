import { Long } from 'bson'
import { ServerError } from '../errors.ts'
import { checkParts } from '../expressions/path.ts'
import { addToTree, type FieldTree, withFields } from '../query/field-tree.ts'
import { type Doc, isDoc, setOwn, typeName, type Value } from '../values/bson.ts'
import type { CompileStage } from './stage.ts'

const OPTIONS = ['path', 'includeArrayIndex', 'preserveNullAndEmptyArrays']

/** One document for every element of an array (docs: "$unwind"). */
export const unwind: CompileStage = (argument) => {
  const { path, indexField, keepEmpty } = checked(argument)
  const parts = path.slice(1).split('.')
  const index = new Map() as FieldTree
  let at: Value = null
  if (indexField !== undefined) addToTree(index, indexField, () => at, 28822)

  const withElement = (doc: Doc, value: Value, position: Value): Doc => {
    const result = replaced(doc, parts, value)
    at = position
    return indexField === undefined ? result : withFields(result, index, result)
  }
  return (docs) =>
    docs.flatMap((doc) => {
      const value = nested(doc, parts)
      if (Array.isArray(value) && value.length > 0)
        return value.map((item, i) => withElement(doc, item, Long.fromNumber(i)))
      const isEmpty = value === undefined || value === null || Array.isArray(value)
      if (isEmpty && !keepEmpty) return []
      return [withElement(doc, Array.isArray(value) ? undefined : value, null)]
    })
}

function checked(argument: Value): { path: string; indexField: string | undefined; keepEmpty: boolean } {
  if (typeof argument !== 'string' && !isDoc(argument))
    throw new ServerError(
      15981,
      `expected either a string or an object as specification for $unwind stage, got ${typeName(argument)}`,
    )
  const options = isDoc(argument) ? argument : { path: argument }
  const stray = Object.keys(options).find((key) => !OPTIONS.includes(key))
  if (stray !== undefined) throw new ServerError(28811, `unrecognized option to $unwind stage: ${stray}`)
  const { path, includeArrayIndex: indexField, preserveNullAndEmptyArrays: keepEmpty = false } = options
  if (path === undefined) throw new ServerError(28812, 'no path specified to $unwind stage')
  if (typeof path !== 'string')
    throw new ServerError(28808, `expected a string as the path for $unwind stage, got ${typeName(path)}`)
  if (!path.startsWith('$'))
    throw new ServerError(28818, `path option to $unwind stage should be prefixed with a '$': ${path}`)
  checkParts(path.slice(1).split('.'))
  if (typeof keepEmpty !== 'boolean')
    throw new ServerError(28809, 'expected a boolean for the preserveNullAndEmptyArrays option to $unwind stage')
  if (indexField !== undefined && (typeof indexField !== 'string' || indexField === ''))
    throw new ServerError(28810, 'expected a non-empty string for the includeArrayIndex option to $unwind stage')
  if (indexField?.startsWith('$'))
    throw new ServerError(
      28822,
      `includeArrayIndex option to $unwind stage should not be prefixed with a '$': ${indexField}`,
    )
  return { path, indexField, keepEmpty }
}

/** Through documents only: an array on the way ends it. */
function nested(doc: Doc, parts: string[]): Value {
  let value: Value = doc
  for (const part of parts) value = isDoc(value) && Object.hasOwn(value, part) ? value[part] : undefined
  return value
}

/** A copy with another value at the path; with undefined, without the field. */
function replaced(doc: Doc, [part = '', ...rest]: string[], value: Value): Doc {
  const copy: Doc = { ...doc }
  const child = copy[part]
  if (rest.length === 0 && value === undefined) delete copy[part]
  else if (rest.length === 0) setOwn(copy, part, value)
  else if (isDoc(child)) setOwn(copy, part, replaced(child, rest, value))
  return copy
}
