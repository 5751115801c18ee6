import type { BtreeIndex, Entry } from '../index/btree.ts'
import type { Position } from '../index/sorted-list.ts'
import { type Doc, setOwn, type Value } from '../values/bson.ts'
import { IndexBounds, type Seek } from './index-bounds.ts'
import { type Interval, printInterval } from './intervals.ts'
import type { Condition } from './scan.ts'
import { Stage, type StageName, type Turn } from './stage.ts'

/** Goes through the keys of an index that are within the bounds, in order. */
export class IndexScan extends Stage {
  readonly name: StageName = 'IXSCAN'
  readonly index: BtreeIndex
  readonly forward: boolean
  protected readonly bounds: IndexBounds
  /** What the key alone can tell. */
  private readonly condition: Condition | undefined
  private readonly seen = new Set<number>()
  private position: Position | undefined
  private examined = 0
  private seeks = 0
  private dropped = 0

  constructor(index: BtreeIndex, intervals: Interval[][], forward: boolean, condition?: Condition) {
    super()
    this.index = index
    this.forward = forward
    this.condition = condition
    this.bounds = new IndexBounds(
      intervals,
      index.spec.fields.map(({ direction }) => (direction === 1) !== forward),
    )
  }

  /** Everything that is asked for is one stretch of keys. */
  get isPlainRun(): boolean {
    return this.bounds.isSingleRun && !this.condition
  }

  protected turn(): Turn {
    const entry = this.next()
    if (!entry) return 'eof'
    const judgement = this.bounds.judge(entry.key)
    if (judgement === 'end' || (judgement !== 'inside' && this.bounds.isSingleRun)) {
      if (!this.bounds.isSingleRun) this.examined++
      return 'eof'
    }
    this.examined++
    if (judgement !== 'inside') {
      this.position = this.seek(judgement)
      return 'needTime'
    }
    this.step()
    return this.give(entry)
  }

  /** Goes on behind all keys that have these values in front. */
  protected skipPast(values: Value[]): void {
    this.position = this.seek({ values, past: true })
  }

  protected give({ id, key }: Entry): Turn {
    if (this.index.isMultikey) {
      if (this.seen.has(id)) {
        this.dropped++
        return 'needTime'
      }
      this.seen.add(id)
    }
    if (this.condition && !this.condition.test(keyDocument(this.index, key))) return 'needTime'
    this.row = { id, key, score: 0 }
    return 'advanced'
  }

  private next(): Entry | undefined {
    if (this.bounds.isEmpty) return undefined
    this.position ??= this.seek(this.bounds.first())
    return this.index.entries.at(this.position)
  }

  private step(): void {
    if (!this.position) return
    if (this.forward) this.index.entries.next(this.position)
    else this.index.entries.previous(this.position)
  }

  private seek({ values, past }: Seek): Position {
    this.seeks++
    const { entries } = this.index
    if (this.forward)
      return entries.seek(({ key }) => this.order(key, values) < 0 || (past && this.order(key, values) === 0))
    const position = entries.seek(({ key }) => this.order(key, values) < 0 || (!past && this.order(key, values) === 0))
    entries.previous(position)
    return position
  }

  private order(key: Value[], values: Value[]): number {
    return this.index.compareKeys(key, values)
  }

  override details(): Doc {
    const { spec } = this.index
    return {
      ...(this.condition && { filter: this.condition.parsed }),
      keyPattern: spec.key,
      indexName: spec.name,
      ...(spec.collation && { collation: spec.collation.spec }),
      isMultiKey: this.index.isMultikey,
      multiKeyPaths: Object.fromEntries(
        spec.fields.map(({ path, parts }, i) => [
          path,
          [...(this.index.arrays[i] ?? [])].map((depth) => parts.slice(0, depth).join('.')),
        ]),
      ),
      isUnique: spec.unique,
      isSparse: spec.sparse,
      isPartial: spec.partial !== undefined,
      indexVersion: 2,
      direction: this.forward ? 'forward' : 'backward',
      indexBounds: Object.fromEntries(
        this.bounds.fields.map(({ intervals, backwards }, i) => [
          spec.fields[i]?.path ?? '',
          intervals.map((interval) => printInterval(interval, backwards)),
        ]),
      ),
    }
  }

  override counters(): Doc {
    return {
      keysExamined: this.examined,
      seeks: this.seeks,
      dupsTested: this.seen.size + this.dropped,
      dupsDropped: this.dropped,
    }
  }

  override keysExamined(): number {
    return this.examined
  }

  override noteUse(): void {
    this.index.accesses.ops++
  }

  override indexName(): string {
    return this.index.spec.name
  }
}

/** What an index knows of a document, as a document. A field within another field of the index is there with that one. */
export function keyDocument({ spec }: BtreeIndex, key: Value[]): Doc {
  const doc: Doc = {}
  for (const [i, { path, parts }] of spec.fields.entries()) {
    if (parts.length > 1 && spec.fields.some((other) => path.startsWith(`${other.path}.`))) continue
    let holder = doc
    for (const part of parts.slice(0, -1)) {
      const child = (holder[part] ?? {}) as Doc
      setOwn(holder, part, child)
      holder = child
    }
    setOwn(holder, parts.at(-1) ?? '', key[i])
  }
  return doc
}
