import { ServerError } from '../errors.ts'
import { compileFilter, type Predicate } from '../query/match.ts'
import { parseFilter } from '../query/parse.ts'
import type { Doc, Value } from '../values/bson.ts'
import { compareValues } from '../values/compare.ts'
import { reach } from '../values/paths.ts'
import { print } from '../values/print.ts'
import { documentKeys } from './keys.ts'
import { SortedList } from './sorted-list.ts'
import type { IndexSpec } from './spec.ts'

export interface Entry {
  key: Value[]
  /** The number of the document in its collection. */
  id: number
}

/** The index on sorted keys. */
export class BtreeIndex {
  readonly spec: IndexSpec
  readonly entries: SortedList<Entry>
  /** For each field, the depths of its path at which some document had an array, ever. */
  readonly arrays: Set<number>[]
  private readonly wants: Predicate

  constructor(spec: IndexSpec, from?: BtreeIndex) {
    this.spec = spec
    this.entries = from
      ? from.entries.copy()
      : new SortedList<Entry>((a, b) => this.compareKeys(a.key, b.key) || a.id - b.id)
    this.arrays = spec.fields.map((_, i) => new Set(from?.arrays[i]))
    this.wants = spec.partial ? compileFilter(parseFilter(spec.partial)) : () => true
  }

  get isMultikey(): boolean {
    return this.arrays.some(({ size }) => size > 0)
  }

  /** In the order of the index: a field with -1 is turned round. */
  compareKeys(a: Value[], b: Value[]): number {
    for (const [i, { direction }] of this.spec.fields.entries()) {
      if (i >= b.length) return 0
      const order = compareValues(a[i], b[i])
      if (order !== 0) return order * direction
    }
    return 0
  }

  /** @throws ServerError 11000 when another document than `id` has one of the keys */
  check(doc: Doc, id: number, namespace: string): void {
    if (!this.spec.unique) {
      this.keysOf(doc)
      return
    }
    for (const key of this.keysOf(doc)) {
      const position = this.entries.seek((entry) => this.compareKeys(entry.key, key) < 0)
      for (let entry = this.entries.at(position); entry; entry = this.entries.at(position)) {
        if (this.compareKeys(entry.key, key) !== 0) break
        if (entry.id !== id) throw duplicateKey(this.spec, key, namespace)
        this.entries.next(position)
      }
    }
  }

  /** Takes in all documents of a collection. @throws ServerError 11000 when two of them have one key of a unique index */
  build(documents: Iterable<[number, Doc]>, namespace: string): void {
    const entries: Entry[] = []
    for (const [id, doc] of documents) for (const key of this.keysOf(doc, true)) entries.push({ key, id })
    this.entries.fill(entries)
    if (!this.spec.unique) return
    let last: Entry | undefined
    for (const entry of this.entries) {
      if (last && this.compareKeys(last.key, entry.key) === 0) throw duplicateKey(this.spec, entry.key, namespace)
      last = entry
    }
  }

  add(doc: Doc, id: number): void {
    for (const key of this.keysOf(doc, true)) this.entries.add({ key, id })
  }

  remove(doc: Doc, id: number): void {
    for (const key of this.keysOf(doc)) this.entries.remove({ key, id })
  }

  copy(): BtreeIndex {
    return new BtreeIndex(this.spec, this)
  }

  private keysOf(doc: Doc, note = false): Value[][] {
    const { fields, sparse } = this.spec
    if (!this.wants(doc)) return []
    if (sparse && fields.every(({ parts }) => reach(doc, parts).every((value) => value === undefined))) return []
    const { keys, arrays } = documentKeys(doc, fields)
    if (note) for (const [i, depths] of arrays.entries()) for (const depth of depths) this.arrays[i]?.add(depth)
    return keys.length > 1 ? this.distinct(keys) : keys
  }

  private distinct(keys: Value[][]): Value[][] {
    const sorted = [...keys].sort((a, b) => this.compareKeys(a, b))
    return sorted.filter((key, i) => i === 0 || this.compareKeys(key, sorted[i - 1] ?? []) !== 0)
  }
}

function duplicateKey({ name, fields, key: pattern }: IndexSpec, key: Value[], namespace: string): ServerError {
  const keyValue = Object.fromEntries(fields.map(({ path }, i) => [path, key[i] ?? null]))
  const message = `E11000 duplicate key error collection: ${namespace} index: ${name} dup key: ${print(keyValue)}`
  return new ServerError(11000, message, { keyPattern: pattern, keyValue })
}
