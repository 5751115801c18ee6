import type { Command, Operation, ServerState } from '../command.ts'
import { ServerError } from '../errors.ts'
import type { Stage } from '../plan/stage.ts'
import { type Doc, isDoc, toNumber, type Value } from '../values/bson.ts'
import { opOf } from './operations.ts'

/** What a database notes of its operations (docs: "Database Profiler"). */
export interface Profiling {
  level: number
  slowMs: number
}

const PROFILE = 'system.profile'
/** MongoDB keeps one megabyte. */
const KEPT = 1000
const OFF: Profiling = { level: 0, slowMs: 100 }

export const profile: Command = ({ body, database }, { profiling }) => {
  const level = toNumber(body['profile'])
  if (level === undefined || level > 2) throw new ServerError(2, 'profiling level must be 0, 1 or 2')
  const { level: was, slowMs } = profiling.get(database) ?? OFF
  const next = { level: level < 0 ? was : level, slowMs: toNumber(body['slowms']) ?? slowMs }
  profiling.set(database, next)
  return { was, slowms: slowMs, sampleRate: 1 }
}

/** Notes an operation that has ended in `system.profile`, when its database wants that. */
export function noteOperation(state: ServerState, operation: Operation, reply: Doc, plan: Stage | undefined): void {
  const { database, body, name, startedAt, namespace } = operation
  const { level, slowMs } = state.profiling.get(database) ?? OFF
  const millis = Math.round(performance.now() - startedAt)
  if (level === 0 || (level === 1 && millis < slowMs) || namespace.endsWith(`.${PROFILE}`)) return
  const { $db: _db, lsid: _lsid, ...command } = body
  const statements = [body['updates'], body['deletes']].find(Array.isArray)
  add(state, database, {
    op: opOf(name),
    ns: namespace,
    command: statements?.[0] ?? command,
    ...countsOf(reply, plan),
    ...(reply['errmsg'] !== undefined && { errMsg: reply['errmsg'], errCode: reply['code'], ok: 0 }),
    millis,
    ts: new Date(),
    client: '127.0.0.1',
    allUsers: [],
    user: '',
  })
}

function countsOf(reply: Doc, plan: Stage | undefined): Doc {
  const { cursor, n, nModified } = reply
  const batch = isDoc(cursor) ? (cursor['firstBatch'] ?? cursor['nextBatch']) : undefined
  return {
    ...(plan && {
      keysExamined: plan.keysExamined(),
      docsExamined: plan.docsExamined(),
      ...(plan.has('SORT') && { hasSortStage: true }),
      planSummary: summaryOf(plan),
    }),
    ...(Array.isArray(batch) && { nreturned: batch.length }),
    ...(nModified !== undefined && { nMatched: n, nModified }),
  }
}

/** `IXSCAN { user: 1 }`, or COLLSCAN: what the plan reads. */
function summaryOf(plan: Stage): string {
  const leaves = [...plan.all()].filter(({ inputs }) => inputs.length === 0)
  return leaves.map((leaf) => [leaf.name, keysOf(leaf.details()['keyPattern'])].filter(Boolean).join(' ')).join(', ')
}

function keysOf(pattern: Value): string {
  if (!isDoc(pattern)) return ''
  return `{ ${Object.entries(pattern)
    .map(([path, direction]) => `${path}: ${String(direction)}`)
    .join(', ')} }`
}

function add({ catalog }: ServerState, database: string, entry: Doc): void {
  const collection = catalog.collection(database, PROFILE) ?? catalog.create(database, PROFILE, {})
  catalog.beforeWrite(collection)
  // Entries have no ids, as in MongoDB, and no index.
  collection.documents.set(collection.newNumber(), entry)
  if (collection.documents.size <= KEPT) return
  const [oldest] = collection.documents.keys()
  if (oldest !== undefined) collection.documents.delete(oldest)
}
