import type { Command } from '../command.ts'
import { ServerError } from '../errors.ts'

export const commitTransaction: Command = ({ transaction }, { catalog }) => {
  if (!transaction) throw notInTransaction('commitTransaction')
  if (transaction.state === 'open') catalog.commit(transaction)
  return {}
}

export const abortTransaction: Command = ({ transaction }, { catalog }) => {
  if (!transaction) throw notInTransaction('abortTransaction')
  if (transaction.state === 'committed') throw new ServerError(256, 'Transaction has been committed.')
  catalog.abort(transaction)
  return {}
}

function notInTransaction(name: string): ServerError {
  return new ServerError(125, `${name} must be run within a transaction`)
}
