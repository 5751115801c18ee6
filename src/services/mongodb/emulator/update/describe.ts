import { type Doc, isDoc, type Value } from '../values/bson.ts'
import { identical } from '../values/compare.ts'

/** What an update did, as change streams tell it (docs: "update Event"). */
export interface UpdateDescription extends Doc {
  updatedFields: Doc
  removedFields: string[]
  truncatedArrays: { field: string; newSize: number }[]
}

export function describeUpdate(before: Doc, after: Doc): UpdateDescription {
  const description: UpdateDescription = { updatedFields: {}, removedFields: [], truncatedArrays: [] }
  compareDocs(before, after, '', description)
  return description
}

function compareDocs(before: Doc, after: Doc, prefix: string, description: UpdateDescription): void {
  for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) description.removedFields.push(prefix + key)
  for (const key of Object.keys(after)) {
    if (!Object.hasOwn(before, key)) description.updatedFields[prefix + key] = after[key]
    else compareFields(before[key], after[key], prefix + key, description)
  }
}

function compareFields(before: Value, after: Value, path: string, description: UpdateDescription): void {
  if (identical(before, after)) return
  if (isDoc(before) && isDoc(after)) {
    compareDocs(before, after, `${path}.`, description)
  } else if (Array.isArray(before) && Array.isArray(after) && after.length > 0 && before.length > 0) {
    compareArrays(before, after, path, description)
  } else {
    description.updatedFields[path] = after
  }
}

function compareArrays(before: Value[], after: Value[], path: string, description: UpdateDescription): void {
  const changed = after.filter((item, i) => !identical(item, before[i])).length
  if (changed > after.length / 2) {
    description.updatedFields[path] = after
    return
  }
  if (after.length < before.length) description.truncatedArrays.push({ field: path, newSize: after.length })
  for (const [i, item] of after.entries()) compareFields(before[i], item, `${path}.${i}`, description)
}
