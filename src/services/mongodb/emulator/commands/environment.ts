import { type Environment, nothingExamined } from '../aggregate/stage.ts'
import type { Request, ServerState } from '../command.ts'
import { ServerError } from '../errors.ts'
import { variablesOf } from '../expressions/compile.ts'
import type { Collection } from '../storage/collection.ts'
import { collectionName } from './read-query.ts'
import { isView, withDocuments } from './views.ts'

/** What the stages of a pipeline may look at and write to. */
export function environmentOf({ database, transaction, body }: Request, { catalog }: ServerState): Environment {
  const variables = variablesOf(body)
  const environment: Environment = {
    database,
    variables,
    collection: (name) => {
      const found = catalog.collection(database, name, transaction)
      return isView(found) ? withDocuments(found, environment) : found
    },
    target: (other, name) => {
      if (transaction)
        throw new ServerError(263, '$out and $merge are not supported inside of a multi-document transaction.')
      return { catalog, collection: catalog.collectionToWrite(other, name) }
    },
    examined: nothingExamined(),
  }
  return environment
}

/** What a command reads: a collection, or the documents of a view. */
export function readCollection(request: Request, state: ServerState): Collection | undefined {
  const found = state.catalog.collection(request.database, collectionName(request), request.transaction)
  return isView(found) ? withDocuments(found, environmentOf(request, state)) : found
}
