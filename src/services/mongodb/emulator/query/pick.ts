import { ServerError } from '../errors.ts'
import { type Doc, isDoc, setOwn, type Value } from '../values/bson.ts'

export const PATH_COLLISION = 31249

interface Tree {
  children: Map<string, Tree>
}

export function treeOf(paths: string[]): Tree {
  const root: Tree = { children: new Map() }
  for (const path of paths) {
    let node = root
    let isNew = false
    for (const part of path.split('.')) {
      if (node !== root && !isNew && node.children.size === 0)
        throw new ServerError(PATH_COLLISION, `Path collision at ${path} remaining portion ${part}`)
      const known = node.children.get(part)
      isNew = !known
      const next = known ?? { children: new Map() }
      node.children.set(part, next)
      node = next
    }
    if (!isNew && node.children.size > 0) throw new ServerError(31250, `Path collision at ${path}`)
  }
  return root
}

export function include(value: Value, tree: Tree): Value {
  if (tree.children.size === 0) return value
  if (Array.isArray(value)) return value.map((item) => include(item, tree)).filter((item) => item !== undefined)
  if (!isDoc(value)) return undefined
  const result: Doc = {}
  for (const key of Object.keys(value)) {
    const child = tree.children.get(key)
    const kept = child ? include(value[key], child) : undefined
    if (kept !== undefined) setOwn(result, key, kept)
  }
  return result
}

export function exclude(value: Value, tree: Tree): Value {
  if (Array.isArray(value)) return value.map((item) => exclude(item, tree))
  if (!isDoc(value)) return value
  const result: Doc = {}
  for (const key of Object.keys(value)) {
    const child = tree.children.get(key)
    if (!child) setOwn(result, key, value[key])
    else if (child.children.size > 0) setOwn(result, key, exclude(value[key], child))
  }
  return result
}
