import { calculateObjectSize } from 'bson'
import { ServerError } from '../errors.ts'
import { compileFilter, type Predicate } from '../query/match.ts'
import { parseFilter } from '../query/parse.ts'
import type { Doc, Value } from '../values/bson.ts'
import { activeCollation, collated } from '../values/collation.ts'
import { compareValues, identical } from '../values/compare.ts'
import { reach } from '../values/paths.ts'
import { print } from '../values/print.ts'
import { type Accesses, noAccesses } from './accesses.ts'
import { documentKeys } from './keys.ts'
import { type Position, SortedList } from './sorted-list.ts'
import type { IndexSpec } from './spec.ts'

export interface Entry {
  key: Value[]
  /** The number of the document in its collection. */
  id: number
}

/** What the keys of an index are to become when one document changes. */
export interface KeyChange {
  removed: Value[][]
  added: Value[][]
  arrays: number[][]
}

/** The index on sorted keys. */
export class BtreeIndex {
  readonly spec: IndexSpec
  readonly entries: SortedList<Entry>
  /** For each field, the depths of its path at which some document had an array, ever. */
  readonly arrays: Set<number>[]
  private readonly wants: Predicate | undefined
  readonly accesses: Accesses

  constructor(spec: IndexSpec, from?: BtreeIndex) {
    this.spec = spec
    const compare = (a: Entry, b: Entry) => this.compareKeys(a.key, b.key) || a.id - b.id
    this.entries = from?.entries.copy(compare) ?? new SortedList<Entry>(compare)
    this.arrays = spec.fields.map((_, i) => new Set(from?.arrays[i]))
    this.accesses = from?.accesses ?? noAccesses()
    this.wants = from ? from.wants : spec.partial && compileFilter(parseFilter(spec.partial))
  }

  get isMultikey(): boolean {
    return this.arrays.some(({ size }) => size > 0)
  }

  get refusesDuplicates(): boolean {
    return this.spec.unique || this.spec.prepareUnique
  }

  /** The numbers of documents that share a key, for each key that more than one has. */
  duplicates(): { ids: number[] }[] {
    const groups: { key: Value[]; ids: number[] }[] = []
    for (const { key, id } of this.entries) {
      const last = groups.at(-1)
      if (last && this.compareKeys(last.key, key) === 0) last.ids.push(id)
      else groups.push({ key, ids: [id] })
    }
    return groups.filter(({ ids }) => ids.length > 1).map(({ ids }) => ({ ids }))
  }

  /** In the order of the index: a field with -1 is turned round. */
  compareKeys(a: Value[], b: Value[]): number {
    const { fields, collation } = this.spec
    if (collation !== activeCollation()) return collated(collation, () => this.compareKeys(a, b))
    for (let i = 0; i < fields.length && i < b.length; i++) {
      const order = compareValues(a[i], b[i])
      if (order !== 0) return order * (fields[i]?.direction ?? 1)
    }
    return 0
  }

  /** What replacing one document by another does to the keys; undefined for nothing. */
  changeOf(before: Doc | undefined, after: Doc | undefined): KeyChange | undefined {
    const removed = before ? this.keysOf(before).keys : []
    const { keys: added, arrays } = after ? this.keysOf(after) : NO_KEYS
    return identical(removed, added) ? undefined : { removed, added, arrays }
  }

  /** @throws ServerError 11000 when another document than `id` has one of the new keys */
  check(id: number, { added }: KeyChange, namespace: string): void {
    if (!this.refusesDuplicates) return
    for (const key of added) {
      for (const holder of this.holdersOf(key)) if (holder !== id) throw duplicateKey(this.spec, key, namespace)
    }
  }

  apply(id: number, { removed, added, arrays }: KeyChange): void {
    for (const key of removed) this.entries.remove({ key, id })
    for (const key of added) this.entries.add({ key, id })
    this.noteArrays(arrays)
  }

  /** The numbers of the documents that have exactly this key. */
  *holdersOf(key: Value[]): Generator<number> {
    const position = this.positionOf(key)
    for (let entry = this.entries.at(position); entry; entry = this.entries.at(position)) {
      if (this.compareKeys(entry.key, key) !== 0) return
      yield entry.id
      this.entries.next(position)
    }
  }

  /** Takes in all documents of a collection. @throws ServerError 11000 when two of them have one key of a unique index */
  build(documents: Iterable<[number, Doc]>, namespace: string): void {
    const entries: Entry[] = []
    for (const [id, doc] of documents) {
      const { keys, arrays } = this.keysOf(doc)
      this.noteArrays(arrays)
      for (const key of keys) entries.push({ key, id })
    }
    this.entries.fill(entries)
    if (!this.spec.unique) return
    let last: Entry | undefined
    for (const entry of this.entries) {
      if (last && this.compareKeys(last.key, entry.key) === 0) throw duplicateKey(this.spec, entry.key, namespace)
      last = entry
    }
  }

  /** Of all keys, as BSON. */
  bytes(): number {
    let sum = 0
    for (const { key } of this.entries) sum += calculateObjectSize(key)
    return sum
  }

  /** Shares its keys with this one until one of them changes. */
  copy(): BtreeIndex {
    return new BtreeIndex(this.spec, this)
  }

  private positionOf(key: Value[]): Position {
    return this.entries.seek((entry) => this.compareKeys(entry.key, key) < 0)
  }

  private noteArrays(arrays: number[][]): void {
    for (const [i, depths] of arrays.entries()) for (const depth of depths) this.arrays[i]?.add(depth)
  }

  private keysOf(doc: Doc): { keys: Value[][]; arrays: number[][] } {
    const { fields, sparse, collation } = this.spec
    if (collation !== activeCollation()) return collated(collation, () => this.keysOf(doc))
    if (this.wants && !this.wants(doc)) return NO_KEYS
    if (sparse && fields.every(({ parts }) => reach(doc, parts).every((value) => value === undefined))) return NO_KEYS
    const { keys, arrays } = documentKeys(doc, fields)
    return { keys: keys.length > 1 ? this.distinct(keys) : keys, arrays }
  }

  private distinct(keys: Value[][]): Value[][] {
    const sorted = [...keys].sort((a, b) => this.compareKeys(a, b))
    return sorted.filter((key, i) => i === 0 || this.compareKeys(key, sorted[i - 1] ?? []) !== 0)
  }
}

const NO_KEYS = { keys: [], arrays: [] }

function duplicateKey({ name, fields, key: pattern }: IndexSpec, key: Value[], namespace: string): ServerError {
  const keyValue = Object.fromEntries(fields.map(({ path }, i) => [path, key[i] ?? null]))
  const message = `E11000 duplicate key error collection: ${namespace} index: ${name} dup key: ${print(keyValue)}`
  return new ServerError(11000, message, { keyPattern: pattern, keyValue })
}
