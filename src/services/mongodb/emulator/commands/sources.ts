import { Long } from 'bson'
import type { Request, ServerState } from '../command.ts'
import { ServerError } from '../errors.ts'
import { type Doc, isDoc, type Value } from '../values/bson.ts'
import { collectionStats } from './diagnostics.ts'
import { operationsInProgress } from './operations.ts'

type Source = (argument: Doc, request: Request, state: ServerState) => Doc[]

/** docs: "$indexStats": how often each index has served since it was made. */
const indexStats: Source = (_argument, { database, body, name }, { catalog, port }) => {
  const collection = catalog.collection(database, String(body[name]))
  return (collection?.indexes ?? []).map(({ spec, accesses }) => ({
    name: spec.name,
    key: spec.listed['key'],
    host: `127.0.0.1:${port}`,
    accesses: { ops: Long.fromNumber(accesses.ops), since: accesses.since },
    spec: spec.listed,
  }))
}

/** docs: "$collStats". */
const collStats: Source = (argument, { database, body, name }, { catalog, port }) => {
  const collection = catalog.collection(database, String(body[name]))
  if (!collection) throw new ServerError(26, `Collection [${database}.${String(body[name])}] not found.`)
  const stats: Doc = { ns: collection.namespace, host: `127.0.0.1:${port}`, localTime: new Date() }
  if (argument['storageStats'] !== undefined) stats['storageStats'] = collectionStats(collection, 1)
  if (argument['count'] !== undefined) stats['count'] = collection.documents.size
  return [stats]
}

const currentOp: Source = (_argument, { database }, state) => {
  if (database !== 'admin') throw new ServerError(73, '$currentOp must be run against the admin database')
  return operationsInProgress(state)
}

const SOURCES: Record<string, Source> = { $indexStats: indexStats, $collStats: collStats, $currentOp: currentOp }

/** The documents of a first stage that is about the server itself; undefined for a pipeline that has none. */
export function sourceOf(pipeline: Value[], request: Request, state: ServerState): Doc[] | undefined {
  const [first] = pipeline
  if (!isDoc(first)) return undefined
  const [name = ''] = Object.keys(first)
  const source = Object.hasOwn(SOURCES, name) ? SOURCES[name] : undefined
  if (!source) return undefined
  const argument = first[name]
  if (!isDoc(argument)) throw new ServerError(40602, `The ${name} stage specification must be an object`)
  return source(argument, request, state)
}
