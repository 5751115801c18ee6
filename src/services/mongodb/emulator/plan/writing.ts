import type { Doc } from '../values/bson.ts'
import { Stage, type StageName, type Turn } from './stage.ts'

interface Writing {
  name: Extract<StageName, 'UPDATE' | 'DELETE' | 'BATCHED_DELETE'>
  multi: boolean
  /** Whether writing to the document would change it. */
  changes: (doc: Doc) => boolean
  /** `findAndModify` gives the document; other writes give nothing. */
  returns: boolean
  upsert: boolean
}

/** What a write would do to the rows of its plan. It writes nothing: it is there for explain. */
export class Write extends Stage {
  readonly name: StageName
  private readonly writing: Writing
  private matched = 0
  private changed = 0

  constructor(input: Stage, writing: Writing) {
    super([input])
    this.name = writing.name
    this.writing = writing
  }

  protected turn(): Turn {
    if (!this.writing.multi && this.matched > 0) return 'eof'
    const turn = this.pull()
    if (turn !== 'advanced' || !this.row) return turn
    this.matched++
    if (this.writing.changes(this.row.doc ?? {})) this.changed++
    return this.writing.returns ? 'advanced' : 'needTime'
  }

  override counters(): Doc {
    if (this.name !== 'UPDATE') return { nWouldDelete: this.matched }
    const nWouldUpsert = this.matched === 0 && this.writing.upsert ? 1 : 0
    return { nMatched: this.matched, nWouldModify: this.changed, nWouldUpsert }
  }
}
