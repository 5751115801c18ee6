import { ServerError } from '../errors.ts'
import { type Doc, isDoc, setOwn, type Value } from '../values/bson.ts'

/** What is set where: fields in their order, each a computed value or a tree of its own. */
export type FieldTree = Map<string, FieldTree | Compute>

export type Compute = (root: Doc) => Value

/** @throws ServerError with `code` when one path is the beginning of another */
export function addToTree(tree: FieldTree, path: string, compute: Compute, code: number): void {
  const parts = path.split('.')
  const last = parts.pop() ?? ''
  let node = tree
  for (const part of parts) {
    const next = node.get(part) ?? new Map()
    if (typeof next === 'function') throw collision(code, path)
    node.set(part, next)
    node = next
  }
  if (node.has(last)) throw collision(code, path)
  node.set(last, compute)
}

function collision(code: number, path: string): ServerError {
  return new ServerError(code, `Path collision at ${path}`)
}

/**
 * The document with the computed fields, in copies of the documents on the way. A tree is applied to each element of an
 * array; what is neither a document nor an array gives way to a document. A missing value removes the field.
 */
export function withFields(doc: Doc, tree: FieldTree, root: Doc): Doc {
  const copy = { ...doc }
  setFields(copy, tree, root)
  return copy
}

function setFields(doc: Doc, tree: FieldTree, root: Doc): void {
  for (const [key, part] of tree) {
    if (typeof part !== 'function') {
      setOwn(doc, key, inside(Object.hasOwn(doc, key) ? doc[key] : undefined, part, root))
      continue
    }
    const value = part(root)
    if (value === undefined) delete doc[key]
    else setOwn(doc, key, value)
  }
}

function inside(value: Value, tree: FieldTree, root: Doc): Value {
  if (Array.isArray(value)) return value.map((item) => inside(item, tree, root))
  return withFields(isDoc(value) ? value : {}, tree, root)
}
