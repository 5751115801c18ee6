import type { Projection } from '../query/project.ts'
import { type SortField, sortBy } from '../query/sort.ts'
import type { Collection } from '../storage/collection.ts'
import type { Doc } from '../values/bson.ts'
import { type IndexScan, keyDocument } from './index-scan.ts'
import type { Condition } from './scan.ts'
import { type Row, Stage, type StageName, type Turn } from './stage.ts'

/** Takes the document of each row from the collection, and tests it. */
export class Fetch extends Stage {
  readonly name = 'FETCH'
  private readonly collection: Collection
  private readonly condition: Condition | undefined
  private examined = 0

  constructor(input: Stage, collection: Collection, condition?: Condition) {
    super([input])
    this.collection = collection
    this.condition = condition
  }

  protected turn(): Turn {
    const turn = this.pull()
    if (turn !== 'advanced' || !this.row) return turn
    const doc = this.row.doc ?? this.collection.documents.get(this.row.id)
    if (!this.row.doc) this.examined++
    if (!doc || (this.condition && !this.condition.test(doc))) return 'needTime'
    this.row = { ...this.row, doc }
    return 'advanced'
  }

  override details(): Doc {
    return this.condition ? { filter: this.condition.parsed } : {}
  }

  override counters(): Doc {
    return { docsExamined: this.examined, alreadyHasObj: 0 }
  }

  override docsExamined(): number {
    return super.docsExamined() + this.examined
  }
}

/** Names the plan of an `$or`, whose branches were planned each by itself. */
export class Subplan extends Stage {
  readonly name = 'SUBPLAN'

  constructor(input: Stage) {
    super([input])
  }

  protected turn(): Turn {
    return this.pull()
  }
}

/** Collects all rows, then gives them in order. With a limit it keeps no more than that. */
export class Sort extends Stage {
  readonly name = 'SORT'
  private readonly fields: SortField[]
  private readonly pattern: Doc
  private readonly limit: number
  private readonly collected: Row[] = []
  private sorted: Row[] | undefined
  private at = 0

  constructor(input: Stage, fields: SortField[], limit: number) {
    super([input])
    this.fields = fields
    this.pattern = Object.fromEntries(
      fields.map(({ path, direction }) => [path, direction === 'score' ? { $meta: 'textScore' } : direction]),
    )
    this.limit = limit
  }

  protected turn(): Turn {
    if (!this.sorted) {
      const turn = this.pull()
      if (turn === 'advanced' && this.row) this.collected.push(this.row)
      if (turn === 'eof') this.sorted = this.inOrder()
      return 'needTime'
    }
    this.row = this.sorted[this.at++]
    return this.row ? 'advanced' : 'eof'
  }

  private inOrder(): Row[] {
    const sorted = sortBy(
      this.collected,
      this.fields,
      ({ doc }) => doc ?? {},
      ({ score }) => score,
    )
    return this.limit > 0 ? sorted.slice(0, this.limit) : sorted
  }

  override details(): Doc {
    return {
      sortPattern: this.pattern,
      memLimit: 104857600,
      ...(this.limit > 0 && { limitAmount: this.limit }),
      type: 'simple',
    }
  }

  override counters(): Doc {
    return { totalDataSizeSorted: 0, usedDisk: false, spills: 0 }
  }
}

export class Skip extends Stage {
  readonly name = 'SKIP'
  private readonly amount: number
  private left: number

  constructor(input: Stage, amount: number) {
    super([input])
    this.amount = amount
    this.left = amount
  }

  protected turn(): Turn {
    const turn = this.pull()
    if (turn !== 'advanced' || this.left === 0) return turn
    this.left--
    return 'needTime'
  }

  override details(): Doc {
    return { skipAmount: this.amount }
  }
}

export class Limit extends Stage {
  readonly name = 'LIMIT'
  private readonly amount: number

  constructor(input: Stage, amount: number) {
    super([input])
    this.amount = amount
  }

  protected turn(): Turn {
    return this.advanced >= this.amount ? 'eof' : this.pull()
  }

  override details(): Doc {
    return { limitAmount: this.amount }
  }
}

/** Makes the documents that are asked for; from the keys alone when an index covers the query. */
export class Project extends Stage {
  readonly name: StageName
  private readonly projection: Projection
  private readonly spec: Doc
  private readonly covering: IndexScan | undefined

  constructor(input: Stage, projection: Projection, spec: Doc, covering?: IndexScan) {
    super([input])
    this.projection = projection
    this.spec = spec
    this.covering = covering
    this.name = covering ? 'PROJECTION_COVERED' : projection.isSimple ? 'PROJECTION_SIMPLE' : 'PROJECTION_DEFAULT'
  }

  protected turn(): Turn {
    const turn = this.pull()
    if (turn !== 'advanced' || !this.row) return turn
    const whole = this.covering ? keyDocument(this.covering.index, this.row.key ?? []) : (this.row.doc ?? {})
    this.row = { ...this.row, doc: this.projection.project(whole, this.row.score) }
    return 'advanced'
  }

  override details(): Doc {
    return { transformBy: this.spec }
  }
}
