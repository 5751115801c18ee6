import type { SortField } from '../query/sort.ts'
import type { Doc, Value } from '../values/bson.ts'
import { compareValues } from '../values/compare.ts'
import type { IndexScan } from './index-scan.ts'
import { type Row, Stage, type Turn } from './stage.ts'

/** The rows of all inputs, each document once. */
export class Or extends Stage {
  readonly name = 'OR'
  private readonly seen = new Set<number>()
  private at = 0
  private dropped = 0

  protected turn(): Turn {
    const input = this.inputs[this.at]
    if (!input) return 'eof'
    const turn = input.work()
    if (turn === 'eof') {
      this.at++
      return this.at < this.inputs.length ? 'needTime' : 'eof'
    }
    if (turn !== 'advanced' || !input.row) return turn
    if (this.seen.has(input.row.id)) {
      this.dropped++
      return 'needTime'
    }
    this.seen.add(input.row.id)
    this.row = input.row
    return 'advanced'
  }

  override counters(): Doc {
    return { dupsTested: this.seen.size + this.dropped, dupsDropped: this.dropped }
  }
}

/** A scan that gives its rows in the order that is asked for, and the stage that ends its branch. */
export interface SortedBranch {
  stage: Stage
  scan: IndexScan
}

/** Merges inputs that are each in order: it reads no more of them than it gives. */
export class SortMerge extends Stage {
  readonly name = 'SORT_MERGE'
  private readonly fields: SortField[]
  /** Where the fields of the order stand in the keys of each branch. */
  private readonly places: number[][]
  private readonly waiting: (Row | undefined)[]
  private readonly seen = new Set<number>()
  private dropped = 0

  constructor(branches: SortedBranch[], fields: SortField[]) {
    super(branches.map(({ stage }) => stage))
    this.fields = fields
    this.waiting = branches.map(() => undefined)
    this.places = branches.map(({ scan }) =>
      fields.map(({ path }) => scan.index.spec.fields.findIndex((field) => field.path === path)),
    )
  }

  protected turn(): Turn {
    for (const [i, input] of this.inputs.entries()) {
      if (input.ended || this.waiting[i]) continue
      this.waiting[i] = input.work() === 'advanced' ? input.row : undefined
      return 'needTime'
    }
    const least = this.leastWaiting()
    const row = this.waiting[least]
    if (!row) return 'eof'
    this.waiting[least] = undefined
    if (this.seen.has(row.id)) {
      this.dropped++
      return 'needTime'
    }
    this.seen.add(row.id)
    this.row = row
    return 'advanced'
  }

  private leastWaiting(): number {
    let least = -1
    for (const i of this.waiting.keys()) {
      if (this.waiting[i] && (least < 0 || this.compare(i, least) < 0)) least = i
    }
    return least
  }

  private compare(a: number, b: number): number {
    for (const [at, { direction }] of this.fields.entries()) {
      const order = compareValues(this.keyOf(a, at), this.keyOf(b, at))
      if (order !== 0) return direction === -1 ? -order : order
    }
    return 0
  }

  private keyOf(branch: number, field: number): Value {
    return this.waiting[branch]?.key?.[this.places[branch]?.[field] ?? 0]
  }

  override details(): Doc {
    return { sortPattern: Object.fromEntries(this.fields.map(({ path, direction }) => [path, direction])) }
  }

  override counters(): Doc {
    return { dupsTested: this.seen.size + this.dropped, dupsDropped: this.dropped }
  }
}
