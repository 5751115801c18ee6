import type { Request, ServerState } from './command.ts'
import { checkFields } from './commands/fields.ts'
import { noteOperation } from './commands/profile.ts'
import { takeLastPlan } from './commands/read-query.ts'
import { REFUSED_COMMANDS } from './commands/refused.ts'
import { checkStableApi } from './commands/stable-api.ts'
import { COMMANDS } from './commands/table.ts'
import { refuseForView } from './commands/views.ts'
import { concernError, snapshotFor, withSnapshotTime } from './concerns.ts'
import { withDeadline } from './deadline.ts'
import { errorReply, notEmulated, ServerError } from './errors.ts'
import type { Transaction } from './storage/transaction.ts'
import { type Doc, isDoc, toBoolean, toNumber, type Value } from './values/bson.ts'
import { type Collation, collated, parseCollation } from './values/collation.ts'

const IN_TRANSACTION = new Set([
  'find',
  'getmore',
  'killcursors',
  'insert',
  'update',
  'delete',
  'findandmodify',
  'aggregate',
  'distinct',
  'committransaction',
  'aborttransaction',
  'hello',
  'ismaster',
  'ping',
  'create',
  'createindexes',
])
const ENDS_TRANSACTION = new Set(['committransaction', 'aborttransaction'])

/** Runs a command and gives its reply; a command that fails gives one too. */
export async function dispatch(body: Doc, state: ServerState, connectionId: number): Promise<Doc> {
  const name = Object.keys(body)[0] ?? ''
  const key = name.toLowerCase()
  const command = Object.hasOwn(COMMANDS, key) ? COMMANDS[key] : undefined
  if (REFUSED_COMMANDS.has(key)) throw notEmulated(`the command ${name}`)
  if (!command) throw new ServerError(59, `no such command: '${name}'`)
  checkStableApi(name, body)
  const database = typeof body['$db'] === 'string' ? body['$db'] : 'test'
  const transaction = state.sessions.transactionOf(body)
  if (transaction && !IN_TRANSACTION.has(key)) {
    throw new ServerError(263, `Cannot run '${name}' in a multi-document transaction.`)
  }
  const ends = ENDS_TRANSACTION.has(key)
  try {
    checkFields(name, body)
    const read = transaction ? undefined : snapshotFor(name, body, state)
    const request: Request = { database, body, name, transaction: transaction ?? read?.snapshot, connectionId }
    refuseForView(request, state)
    const run = async () => withDeadline(toNumber(body['maxTimeMS']), () => command(request, state))
    const collation = READS.has(key) ? collationOf(request, state) : undefined
    const reply = await observed(request, state, () => state.sessions.once(body, () => collated(collation, run)))
    if (transaction && !ends && hasFailed(reply)) abort(transaction, state)
    return withTime({ ...withSnapshotTime(reply, read), ...concernError(key, body), ok: 1 }, body, state)
  } catch (error) {
    if (transaction && !ends) abort(transaction, state)
    return withTime(errorReply(error), body, state)
  }
}

let operations = 0

/** Runs a command where `currentOp` and the profiler can see it. */
async function observed(request: Request, state: ServerState, run: () => Promise<Doc>): Promise<Doc> {
  const { name, database, body, connectionId } = request
  const target = body[name]
  const namespace = typeof target === 'string' ? `${database}.${target}` : `${database}.$cmd`
  const id = ++operations
  const operation = { id, name, database, namespace, body, connectionId, startedAt: performance.now() }
  state.operations.set(id, operation)
  takeLastPlan()
  const running = run()
  const plan = state.profiling.size > 0 ? takeLastPlan() : undefined
  let reply: Doc = {}
  try {
    reply = await running
    return reply
  } catch (error) {
    reply = errorReply(error)
    throw error
  } finally {
    state.operations.delete(id)
    if (state.profiling.size > 0) noteOperation(state, operation, reply, plan)
  }
}

function listIn(value: Value): Value[] {
  return Array.isArray(value) ? value : []
}

const READS = new Set(['find', 'aggregate', 'count', 'distinct', 'explain'])

/** What a read compares by: what it asks for, else what its collection was made with. Writes look for themselves. */
function collationOf({ body, database, name }: Request, { catalog }: ServerState): Collation | undefined {
  const inner = body['explain']
  const read = isDoc(inner) ? inner : body
  const collection = read[isDoc(inner) ? (Object.keys(inner)[0] ?? '') : name]
  const [statement] = listIn(read['updates'] ?? read['deletes'])
  if (isDoc(statement) && statement['collation'] !== undefined) return parseCollation(statement['collation'])
  if (read['collation'] !== undefined) return parseCollation(read['collation'])
  return typeof collection === 'string' ? catalog.collection(database, collection)?.collation : undefined
}

function hasFailed(reply: Doc): boolean {
  return reply['writeErrors'] !== undefined || !toBoolean(reply['ok'] ?? 1)
}

function abort(transaction: Transaction, state: ServerState): void {
  if (transaction.state === 'open') state.catalog.abort(transaction)
}

/** Change streams start at this time when the client asks for no other. */
function withTime(reply: Doc, body: Doc, state: ServerState): Doc {
  return 'lsid' in body ? { ...reply, operationTime: state.catalog.oplog.now() } : reply
}
