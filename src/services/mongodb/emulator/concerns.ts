import { Timestamp } from 'bson'
import type { ServerState } from './command.ts'
import { ServerError } from './errors.ts'
import type { Snapshot } from './storage/snapshots.ts'
import { type Doc, isDoc, toNumber } from './values/bson.ts'

const READS_SNAPSHOT = new Set(['find', 'aggregate', 'distinct'])
const WRITES = new Set([
  'insert',
  'update',
  'delete',
  'findandmodify',
  'create',
  'createindexes',
  'drop',
  'dropdatabase',
  'dropindexes',
  'renamecollection',
  'collmod',
])

/** What a command outside of a transaction reads when it asks for a snapshot (docs: "Read Concern snapshot"). */
export function snapshotFor(name: string, body: Doc, { snapshots }: ServerState): SnapshotRead | undefined {
  const concern = body['readConcern']
  if (!isDoc(concern) || concern['level'] !== 'snapshot') return undefined
  if (!READS_SNAPSHOT.has(name.toLowerCase()))
    throw new ServerError(72, `The command '${name}' does not support read concern { level: "snapshot" }`)
  const time = concern['atClusterTime']
  return snapshots.at(time instanceof Timestamp ? time : undefined)
}

export interface SnapshotRead {
  snapshot: Snapshot
  time: Timestamp
}

/** The reply with the time that it was read at, so that later reads of the session ask for the same. */
export function withSnapshotTime(reply: Doc, read: SnapshotRead | undefined): Doc {
  if (!read) return reply
  const { cursor } = reply
  if (isDoc(cursor)) return { ...reply, cursor: { ...cursor, atClusterTime: read.time } }
  return { ...reply, atClusterTime: read.time }
}

/** One server cannot do what more have to confirm (docs: "Write Concern"). */
export function concernError(name: string, body: Doc): Doc {
  const concern = body['writeConcern']
  const w = isDoc(concern) ? toNumber(concern['w']) : undefined
  if (w === undefined || w < 2 || !WRITES.has(name)) return {}
  const errmsg = 'Not enough data-bearing nodes'
  return { writeConcernError: { code: 100, codeName: 'UnsatisfiableWriteConcern', errmsg } }
}
