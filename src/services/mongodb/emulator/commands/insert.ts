import type { Command, Request, ServerState } from '../command.ts'
import { deadlineIn } from '../deadline.ts'
import { ServerError } from '../errors.ts'
import { insertWhenFree } from '../storage/insert.ts'
import type { Target } from '../storage/write.ts'
import { type Doc, toBoolean, toNumber } from '../values/bson.ts'
import { collectionName } from './read-query.ts'

/** One statement of a write command that failed. */
export interface WriteError extends Doc {
  index: number
  code: number
  errmsg: string
}

export function targetOf(request: Request, { catalog }: ServerState): Target {
  const collection = catalog.collectionToWrite(request.database, collectionName(request), request.transaction)
  return {
    catalog,
    collection,
    transaction: request.transaction,
    deadline: deadlineIn(toNumber(request.body['maxTimeMS'])),
  }
}

/**
 * Runs the statements of a write in turn. A statement that fails is noted, and when the write is ordered ends it.
 * @throws ServerError for a conflict of transactions, which is the failure of the whole command
 */
export async function eachStatement<T>(
  body: Doc,
  statements: T[],
  run: (statement: T, index: number) => Promise<void> | void,
): Promise<{ writeErrors?: WriteError[] }> {
  const ordered = toBoolean(body['ordered'] ?? true)
  const writeErrors: WriteError[] = []
  for (const [index, statement] of statements.entries()) {
    try {
      await run(statement, index)
    } catch (error) {
      if (!(error instanceof ServerError) || error.code === 112 || error.code === 50) throw error
      writeErrors.push({ index, code: error.code, errmsg: error.message, ...error.details })
      if (ordered) break
    }
  }
  return writeErrors.length > 0 ? { writeErrors } : {}
}

export function listOf(body: Doc, field: string): Doc[] {
  const list = body[field]
  if (!Array.isArray(list) || list.length === 0)
    throw new ServerError(
      16,
      `Write batch sizes must be between 1 and 100000. Got ${Array.isArray(list) ? list.length : 0} operations.`,
    )
  return list as Doc[]
}

export const insert: Command = async (request, state) => {
  const { body } = request
  const target = targetOf(request, state)
  let n = 0
  const result = await eachStatement(body, listOf(body, 'documents'), async (doc) => {
    await insertWhenFree(target, doc, toBoolean(body['bypassDocumentValidation']))
    n++
  })
  return { n, ...result }
}
