import type { Doc, Value } from '../values/bson.ts'

export type LeafOperator =
  | 'eq'
  | 'gt'
  | 'gte'
  | 'lt'
  | 'lte'
  | 'in'
  | 'regex'
  | 'exists'
  | 'type'
  | 'size'
  | 'mod'
  | 'bits'
  | 'elemMatchObject'
  | 'elemMatchValue'

/** What a filter says about one field. */
export interface Leaf {
  kind: 'leaf'
  path: string
  /** The path, split at its dots. */
  parts: string[]
  operator: LeafOperator
  /** What the field is compared with; a compiled regular expression for `regex`, a filter for the elemMatches. */
  value: Value
}

/** A filter as the planner and the matcher read it. */
export type Filter =
  | { kind: 'and' | 'or' | 'nor'; filters: Filter[] }
  | { kind: 'not'; filter: Filter }
  | { kind: 'expr'; expression: Value }
  | { kind: 'schema'; schema: Doc }
  | { kind: 'where'; source: string; expression: Value }
  | { kind: 'text'; text: TextQuery }
  | { kind: 'constant'; value: boolean }
  | Leaf

export interface TextQuery {
  search: string
  caseSensitive: boolean
  diacriticSensitive: boolean
}

export function leaf(path: string, operator: LeafOperator, value: Value): Leaf {
  return { kind: 'leaf', path, parts: path.split('.'), operator, value }
}

/** The conditions that must all hold, with nested ands opened. */
export function conjuncts(filter: Filter): Filter[] {
  return filter.kind === 'and' ? filter.filters.flatMap(conjuncts) : [filter]
}

export function textOf(filter: Filter): TextQuery | undefined {
  for (const part of conjuncts(filter)) if (part.kind === 'text') return part.text
  return undefined
}
