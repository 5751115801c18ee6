import type { Timestamp } from 'bson'
import { ServerError } from '../errors.ts'
import type { Catalog } from './catalog.ts'
import { Transaction } from './transaction.ts'

/** MongoDB's minSnapshotHistoryWindowInSeconds. */
const KEPT_MS = 300_000

/** The data as they were at one time. It only reads, so nobody has to wait for it. */
export class Snapshot extends Transaction {
  override uses(): boolean {
    return false
  }
}

/** The times that clients read at, outside of transactions (docs: "Read Concern snapshot"). */
export class Snapshots {
  private readonly catalog: Catalog
  private readonly byTime = new Map<string, Snapshot>()

  constructor(catalog: Catalog) {
    this.catalog = catalog
  }

  /** What there was at a time, or without one what there is now. @throws ServerError 239 when it is no longer known */
  at(time?: Timestamp): { snapshot: Snapshot; time: Timestamp } {
    this.forgetOld()
    const now = this.catalog.oplog.now()
    const wanted = time ?? now
    const known = this.byTime.get(wanted.toString())
    if (known) return { snapshot: known, time: wanted }
    if (wanted.compare(now) < 0)
      throw new ServerError(239, `Read timestamp ${wanted} is older than the oldest available timestamp.`)
    const snapshot = new Snapshot({}, -1)
    this.byTime.set(wanted.toString(), snapshot)
    this.catalog.transactions.add(snapshot)
    return { snapshot, time: wanted }
  }

  private forgetOld(): void {
    for (const [time, snapshot] of this.byTime) {
      if (Date.now() - snapshot.startedAt < KEPT_MS) continue
      this.byTime.delete(time)
      this.catalog.abort(snapshot)
    }
  }
}
