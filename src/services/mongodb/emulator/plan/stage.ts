import type { Doc, Value } from '../values/bson.ts'

/** What goes from stage to stage: the number of a document, and what is known of it so far. */
export interface Row {
  id: number
  doc?: Doc
  /** Its key in the index that it was found by. */
  key?: Value[]
  score: number
}

export type Turn = 'advanced' | 'needTime' | 'eof'

/** One step of a plan. It works in small turns, so that plans can race each other, and counts what it does. */
export abstract class Stage {
  abstract readonly name: string
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
    this.works++
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

  /** Whether some stage of the plan has this name. */
  has(name: string): boolean {
    return this.name === name || this.inputs.some((input) => input.has(name))
  }
}
