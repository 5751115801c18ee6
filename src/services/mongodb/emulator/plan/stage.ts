import { checkDeadline } from '../deadline.ts'
import type { Doc, Value } from '../values/bson.ts'

/** What goes from stage to stage: the number of a document, and what is known of it so far. */
export interface Row {
  id: number
  doc?: Doc
  /** Its key in the index that it was found by. */
  key?: Value[]
  score: number
}

/** The stages that explain can show. */
export const STAGE_NAMES = [
  'BATCHED_DELETE',
  'COLLSCAN',
  'COUNT',
  'COUNT_SCAN',
  'DELETE',
  'DISTINCT_SCAN',
  'EOF',
  'FETCH',
  'IDHACK',
  'IXSCAN',
  'LIMIT',
  'OR',
  'PROJECTION_COVERED',
  'PROJECTION_DEFAULT',
  'PROJECTION_SIMPLE',
  'RECORD_STORE_FAST_COUNT',
  'SKIP',
  'SORT',
  'SORT_MERGE',
  'SUBPLAN',
  'TEXT_MATCH',
  'TEXT_OR',
  'UPDATE',
] as const

export type StageName = (typeof STAGE_NAMES)[number]

export type Turn = 'advanced' | 'needTime' | 'eof'

/** One step of a plan. It works in small turns, so that plans can race each other, and counts what it does. */
export abstract class Stage {
  abstract readonly name: StageName
  readonly inputs: Stage[]
  /** The row that the last turn gave, when it said `advanced`. */
  row: Row | undefined
  works = 0
  advanced = 0
  needTime = 0
  ended = false

  constructor(inputs: Stage[] = []) {
    this.inputs = inputs
  }

  work(): Turn {
    if (this.ended) return 'eof'
    if ((++this.works & 15) === 0) checkDeadline()
    const turn = this.turn()
    if (turn === 'advanced') this.advanced++
    else if (turn === 'needTime') this.needTime++
    else this.ended = true
    return turn
  }

  /** Runs to the end. */
  *rows(): Generator<Row> {
    for (let turn = this.work(); turn !== 'eof'; turn = this.work()) if (turn === 'advanced' && this.row) yield this.row
  }

  protected abstract turn(): Turn

  /** One turn of the only input; what it gives is left in `row`. */
  protected pull(): Turn {
    const [input] = this.inputs
    if (!input) return 'eof'
    const turn = input.work()
    this.row = turn === 'advanced' ? input.row : undefined
    return turn
  }

  /** Fields of explain that the stage has before it runs. */
  details(): Doc {
    return {}
  }

  /** Fields of explain that count what the stage did. */
  counters(): Doc {
    return {}
  }

  keysExamined(): number {
    return this.inputs.reduce((sum, input) => sum + input.keysExamined(), 0)
  }

  docsExamined(): number {
    return this.inputs.reduce((sum, input) => sum + input.docsExamined(), 0)
  }

  /** This stage and all below it. */
  *all(): Generator<Stage> {
    yield this
    for (const input of this.inputs) yield* input.all()
  }

  /** The stage is a part of a plan that serves a query: its index notes that. */
  noteUse(): void {}

  /** The index that the stage reads. */
  indexName(): string | undefined {
    return undefined
  }

  /** Whether some stage of the plan has this name. */
  has(name: StageName): boolean {
    return this.name === name || this.inputs.some((input) => input.has(name))
  }
}
