import type { Cursors } from './cursors.ts'
import type { Sessions } from './sessions.ts'
import type { Catalog } from './storage/catalog.ts'
import type { Snapshots } from './storage/snapshots.ts'
import type { Transaction } from './storage/transaction.ts'
import type { Doc } from './values/bson.ts'

/** What all commands work on. */
export interface ServerState {
  port: number
  catalog: Catalog
  cursors: Cursors
  sessions: Sessions
  snapshots: Snapshots
  /** What runs, by number. */
  operations: Map<number, Operation>
  /** What databases note of their operations. */
  profiling: Map<string, { level: number; slowMs: number }>
  startedAt: number
}

/** A command that runs, for `currentOp` and the profiler. */
export interface Operation {
  id: number
  name: string
  database: string
  namespace: string
  body: Doc
  connectionId: number
  /** In ms of `performance.now()`. */
  startedAt: number
}

/** One command, and what it needs to know beside its body. */
export interface Request {
  database: string
  body: Doc
  /** The name of the command; its value is the collection, mostly. */
  name: string
  transaction: Transaction | undefined
  connectionId: number
}

export type Command = (request: Request, state: ServerState) => Doc | Promise<Doc>
