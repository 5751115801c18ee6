import { type Doc, isDoc, setOwn, type Value } from '../values/bson.ts'
import { identical } from '../values/compare.ts'

/** What an update did, as change streams tell it (docs: "update Event"). */
export interface UpdateDescription extends Doc {
  updatedFields: Doc
  removedFields: string[]
  truncatedArrays: { field: string; newSize: number }[]
}

export function describeUpdate(before: Doc, after: Doc): UpdateDescription {
  const description: Described = { updatedFields: {}, removedFields: [], truncatedArrays: [], disambiguatedPaths: {} }
  compareDocs(before, after, [], description)
  return description
}

interface Described extends UpdateDescription {
  /** Paths that could be read two ways, in their parts (docs: "Disambiguated Paths"). */
  disambiguatedPaths: Doc
}

function named(path: (string | number)[], description: Described): string {
  const name = path.join('.')
  const isAmbiguous = path.some((part) => typeof part === 'number' || part.includes('.') || /^\d+$/.test(part))
  if (isAmbiguous) setOwn(description.disambiguatedPaths, name, path)
  return name
}

type Path = (string | number)[]

function compareDocs(before: Doc, after: Doc, path: Path, description: Described): void {
  for (const key of Object.keys(before))
    if (!Object.hasOwn(after, key)) description.removedFields.push(named([...path, key], description))
  for (const key of Object.keys(after)) {
    const place = [...path, key]
    if (!Object.hasOwn(before, key)) setOwn(description.updatedFields, named(place, description), after[key])
    else compareFields(before[key], after[key], place, description)
  }
}

function compareFields(before: Value, after: Value, path: Path, description: Described): void {
  if (before === after || identical(before, after)) return
  if (isDoc(before) && isDoc(after)) {
    compareDocs(before, after, path, description)
  } else if (Array.isArray(before) && Array.isArray(after) && after.length > 0 && before.length > 0) {
    compareArrays(before, after, path, description)
  } else {
    setOwn(description.updatedFields, named(path, description), after)
  }
}

function compareArrays(before: Value[], after: Value[], path: Path, description: Described): void {
  const changed = after.filter((item, i) => item !== before[i] && !identical(item, before[i])).length
  if (changed > after.length / 2) {
    setOwn(description.updatedFields, named(path, description), after)
    return
  }
  if (after.length < before.length)
    description.truncatedArrays.push({ field: named(path, description), newSize: after.length })
  for (const [i, item] of after.entries()) compareFields(before[i], item, [...path, i], description)
}
