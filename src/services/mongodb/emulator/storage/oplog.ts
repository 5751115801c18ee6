import { Timestamp, type UUID } from 'bson'
import type { Doc } from '../values/bson.ts'

const KEPT = 20_000

/** A committed change, as change streams report it. */
export interface Change {
  /** Counts up by one; the resume token is made of it. */
  sequence: number
  time: Timestamp
  wallTime: Date
  database: string
  collection?: string
  event: Doc
  collectionId?: UUID
  /** The document before and after, where the collection keeps them. */
  before?: Doc
  after?: Doc
  /** The session and number of the transaction that did it. */
  transaction?: Doc
  /** Shown only to streams that ask for `showExpandedEvents`. */
  expanded?: boolean
}

export type NewChange = Omit<Change, 'sequence' | 'time' | 'wallTime'>

/** What happened, in order: the tail of an operation log, in memory. */
export class Oplog {
  private changes: Change[] = []
  private waiting: (() => void)[] = []
  private lastSecond = 0
  private inSecond = 0
  private lastTime: Timestamp | undefined
  last = 0

  add(change: NewChange): void {
    this.changes.push({ ...change, sequence: ++this.last, time: this.tick(), wallTime: new Date() })
    if (this.changes.length > KEPT) this.changes = this.changes.slice(-KEPT / 2)
    const waiting = this.waiting
    this.waiting = []
    for (const wake of waiting) wake()
  }

  after(sequence: number): Change[] {
    const first = this.changes[0]?.sequence ?? 1
    return this.changes.slice(Math.max(0, sequence + 1 - first))
  }

  /** False when changes after it are gone already. */
  holds(sequence: number): boolean {
    return sequence + 1 >= (this.changes[0]?.sequence ?? this.last + 1)
  }

  /** The sequence number of the last change before a time. */
  before(time: Timestamp): number {
    const found = this.changes.find((change) => change.time.compare(time) >= 0)
    return found ? found.sequence - 1 : this.last
  }

  /** Settles with the next change, or after so many milliseconds. */
  next(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.waiting.push(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }

  /** A time later than all before it. */
  tick(): Timestamp {
    const second = Math.floor(Date.now() / 1000)
    this.inSecond = second > this.lastSecond ? 1 : this.inSecond + 1
    this.lastSecond = Math.max(second, this.lastSecond)
    this.lastTime = undefined
    return this.now()
  }

  /** The time of the last change. */
  now(): Timestamp {
    if (this.lastSecond === 0) return this.tick()
    this.lastTime ??= new Timestamp({ t: this.lastSecond, i: this.inSecond })
    return this.lastTime
  }
}
