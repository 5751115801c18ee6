import type { Collection } from '../storage/collection.ts'
import type { Doc, Value } from '../values/bson.ts'
import { IndexScan } from './index-scan.ts'
import { Stage, type Turn } from './stage.ts'

/** Counts the rows of a plan and gives none of them. */
export class Count extends Stage {
  readonly name = 'COUNT'
  private readonly skip: number
  private readonly limit: number
  private counted = 0
  private skipped = 0

  constructor(input: Stage, skip: number, limit: number) {
    super([input])
    this.skip = skip
    this.limit = limit
  }

  protected turn(): Turn {
    if (this.limit > 0 && this.counted >= this.limit) return 'eof'
    const turn = this.pull()
    if (turn !== 'advanced') return turn
    if (this.skipped < this.skip) this.skipped++
    else this.counted++
    return 'needTime'
  }

  override counters(): Doc {
    return { nCounted: this.counted, nSkipped: this.skipped }
  }
}

/** How many documents there are is known without looking at one. */
export class FastCount extends Stage {
  readonly name = 'RECORD_STORE_FAST_COUNT'
  private readonly size: number

  constructor(collection: Collection) {
    super()
    this.size = collection.documents.size
  }

  protected turn(): Turn {
    return 'eof'
  }

  override counters(): Doc {
    return { nCounted: this.size, nSkipped: 0 }
  }
}

/** The keys of one stretch of an index, only counted. It also looks at the key that ends the stretch. */
export class CountScan extends IndexScan {
  override readonly name = 'COUNT_SCAN'

  override details(): Doc {
    const { indexBounds: _bounds, direction: _direction, filter: _filter, ...index } = super.details()
    const ends = this.bounds.fields.map(({ intervals }) => intervals[0])
    const key = (side: 'low' | 'high') =>
      Object.fromEntries(this.index.spec.fields.map(({ path }, i): [string, Value] => [path, ends[i]?.[side]]))
    return {
      ...index,
      indexBounds: {
        startKey: key('low'),
        startKeyInclusive: ends.every((end) => end?.lowIncluded),
        endKey: key('high'),
        endKeyInclusive: ends.every((end) => end?.highIncluded),
      },
    }
  }

  override keysExamined(): number {
    return super.keysExamined() + (this.ended ? 1 : 0)
  }

  override counters(): Doc {
    return { keysExamined: this.keysExamined() }
  }
}

/** Jumps from one value of the first field to the next. */
export class DistinctScan extends IndexScan {
  override readonly name = 'DISTINCT_SCAN'

  protected override turn(): Turn {
    const turn = super.turn()
    if (turn === 'advanced') this.skipPast([this.row?.key?.[0]])
    return turn
  }

  override counters(): Doc {
    return { keysExamined: this.keysExamined() }
  }
}
