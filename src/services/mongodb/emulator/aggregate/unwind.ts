import { Long } from 'bson'
import { ServerError } from '../errors.ts'
import { type Doc, isDoc, setOwn, toBoolean, type Value } from '../values/bson.ts'
import { valueAt } from '../values/paths.ts'
import type { CompileStage } from './stage.ts'

/** One document for every element of an array (docs: "$unwind"). */
export const unwind: CompileStage = (argument) => {
  const options = isDoc(argument) ? argument : { path: argument }
  const { path, includeArrayIndex: indexField } = options
  if (typeof path !== 'string') throw new ServerError(28808, 'expected a string as the path for $unwind stage')
  if (!path.startsWith('$'))
    throw new ServerError(28818, `path option to $unwind stage should be prefixed with a '$': ${path}`)
  const parts = path.slice(1).split('.')
  const keepEmpty = toBoolean(options['preserveNullAndEmptyArrays'])

  const withElement = (doc: Doc, value: Value, index: Value): Doc => {
    const result = replaced(doc, parts, value)
    if (typeof indexField === 'string') setOwn(result, indexField, index)
    return result
  }
  return (docs) =>
    docs.flatMap((doc) => {
      const value = valueAt(doc, parts)
      if (Array.isArray(value) && value.length > 0)
        return value.map((item, i) => withElement(doc, item, Long.fromNumber(i)))
      const isEmpty = value === undefined || value === null || Array.isArray(value)
      if (isEmpty && !keepEmpty) return []
      return [withElement(doc, Array.isArray(value) ? undefined : value, null)]
    })
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
