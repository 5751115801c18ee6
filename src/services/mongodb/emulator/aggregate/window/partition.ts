import { typeMismatch } from '../../errors.ts'
import { compileExpression } from '../../expressions/compile.ts'
import { type SortField, sortBy } from '../../query/sort.ts'
import type { Doc, Value } from '../../values/bson.ts'
import { compareValues } from '../../values/compare.ts'
import { grouped } from '../group.ts'

/** The documents of each partition, in the order of `sortBy`; partitions come in the order of their values. */
export type Partition = (docs: Doc[]) => Doc[][]

export function partitioner(by: Value, order: SortField[], variables: Doc | undefined): Partition {
  const sorted = (docs: Doc[]) => (order.length === 0 ? docs : sortBy(docs, order, (doc) => doc))
  if (by === undefined) return (docs) => (docs.length === 0 ? [] : [sorted(docs)])
  const evaluate = compileExpression(by, variables)
  const groups = grouped((doc) => {
    const value = evaluate(doc)
    if (Array.isArray(value))
      throw typeMismatch('An expression used to partition cannot evaluate to value of type array')
    return value
  })
  return (docs) =>
    groups(docs)
      .sort((a, b) => compareValues(a.id, b.id))
      .map((group) => sorted(group.docs))
}
