import { ServerError } from '../errors.ts'
import { compileExpression } from '../expressions/compile.ts'
import { checkFieldName } from '../expressions/path.ts'
import { addToTree, type FieldTree, withFields } from '../query/field-tree.ts'
import { type Doc, isDoc, typeName, type Value } from '../values/bson.ts'
import { textScores } from '../values/text-scores.ts'
import type { CompileStage } from './stage.ts'

/** docs: "$addFields", "$set". A nested document is merged into what is there. */
export const addFields: CompileStage = (argument, { variables }) => {
  if (!isDoc(argument))
    throw new ServerError(40272, `$addFields specification stage must be an object, got ${typeName(argument)}`)
  if (Object.keys(argument).length === 0)
    throw new ServerError(40177, 'Invalid $addFields :: caused by :: specification must have at least one field')
  const tree: FieldTree = new Map()
  for (const path of Object.keys(argument)) addPath(tree, path, argument[path], variables)
  return (docs) => docs.map((doc) => withScore(withFields(doc, tree, doc), doc))
}

function addPath(tree: FieldTree, path: string, value: Value, variables: Doc | undefined): void {
  if (path === '') throw new ServerError(40352, 'FieldPath cannot be constructed with empty string')
  for (const part of path.split('.')) checkFieldName(part)
  const keys = isDoc(value) ? Object.keys(value) : []
  if (!isDoc(value) || keys[0]?.startsWith('$')) {
    addToTree(tree, path, compileExpression(value, variables), 40176)
    return
  }
  if (keys.length === 0)
    throw new ServerError(
      40180,
      `Invalid $addFields :: caused by :: an empty object is not a valid value. Found empty object at path ${path}`,
    )
  for (const key of keys) {
    if (key.includes('.'))
      throw new ServerError(
        40183,
        `Invalid $addFields :: caused by :: cannot use dotted field name '${key}' in a sub object: ${path}`,
      )
    addPath(tree, `${path}.${key}`, value[key], variables)
  }
}

/** A score of a text search goes with a document through the pipeline. */
export function withScore(next: Doc, before: Doc): Doc {
  const score = textScores.get(before)
  if (score !== undefined) textScores.set(next, score)
  return next
}
