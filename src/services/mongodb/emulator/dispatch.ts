import { COMMANDS } from './commands/table.ts'
import { errorReply, notEmulated, ServerError } from './errors.ts'
import type { ServerState } from './server.ts'
import type { Transaction } from './storage/transaction.ts'
import { type Doc, isDoc, toBoolean } from './values/bson.ts'

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
  if (!command) throw new ServerError(59, `no such command: '${name}'`)
  const database = typeof body['$db'] === 'string' ? body['$db'] : 'test'
  const transaction = state.sessions.transactionOf(body)
  if (transaction && !IN_TRANSACTION.has(key)) {
    throw new ServerError(263, `Cannot run '${name}' in a multi-document transaction.`)
  }
  if (hasCollation(body)) throw notEmulated('collations')
  const request: Request = { database, body, name, transaction, connectionId }
  try {
    const reply = await state.sessions.once(body, async () => command(request, state))
    if (transaction && !ENDS_TRANSACTION.has(key) && hasFailed(reply)) abort(transaction, state)
    return withTime({ ...reply, ok: 1 }, body, state)
  } catch (error) {
    if (transaction && !ENDS_TRANSACTION.has(key)) abort(transaction, state)
    return withTime(errorReply(error), body, state)
  }
}

/** To leave a collation out would find other documents, silently. */
function hasCollation(body: Doc): boolean {
  const statements = [body, body['explain'], ...[body['updates'], body['deletes']].flat()]
  return statements.some((part) => isDoc(part) && part['collation'] !== undefined)
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
