import { Timestamp } from 'bson'
import { engine } from '../aggregate/engine.ts'
import type { Source } from '../cursors.ts'
import type { Request } from '../dispatch.ts'
import { ServerError } from '../errors.ts'
import type { ServerState } from '../server.ts'
import type { Change, Oplog } from '../storage/oplog.ts'
import { type Doc, isDoc, toBoolean } from '../values/bson.ts'
import { equalValues } from '../values/compare.ts'
import { environmentOf } from './aggregate.ts'
import { batchSizeOf } from './collections.ts'

/** What a stream is about: one collection, one database, or everything. */
interface Watched {
  database?: string
  collection?: string
}

/** The stages that events may go through (docs: "Modify Change Stream Output"). */
const ALLOWED = new Set([
  '$addFields',
  '$match',
  '$project',
  '$replaceRoot',
  '$replaceWith',
  '$redact',
  '$set',
  '$unset',
  '$changeStreamSplitLargeEvent',
])

/** The cursor of a change stream: it ends only when what it watches is dropped. */
export function changeStream(request: Request, state: ServerState, pipeline: Doc[]): Promise<Doc> {
  const { body, database, name } = request
  const options = pipeline[0]?.['$changeStream']
  if (!isDoc(options)) throw new ServerError(50808, '$changeStream must take a nested object but found something else')
  const collection = typeof body[name] === 'string' ? body[name] : undefined
  const everything = toBoolean(options['allChangesForCluster'])
  const watched: Watched = everything ? {} : { database, ...(collection !== undefined && { collection }) }
  const stray = pipeline
    .slice(1)
    .flatMap((stage) => Object.keys(stage))
    .find((stage) => !ALLOWED.has(stage))
  if (stray !== undefined) throw new ServerError(20, `${stray} is not permitted in a $changeStream pipeline`)
  const shape = engine().compilePipeline(pipeline.slice(1), environmentOf(request, state))
  const source = streamSource(state, watched, options, shape)
  return state.cursors.first(
    `${database}.${collection ?? '$cmd.aggregate'}`,
    source,
    batchSizeOf(body) === 0 ? 0 : undefined,
  )
}

function streamSource(state: ServerState, watched: Watched, options: Doc, shape: (docs: Doc[]) => Doc[]): Source {
  const { oplog } = state.catalog
  let at = startOf(options, oplog)
  let isOver = false
  const gather = (count: number): Doc[] => {
    const docs: Doc[] = []
    for (const change of oplog.after(at)) {
      at = change.sequence
      if (!isWatched(change, watched)) continue
      const shaped = shape([eventOf(change, options, state)])
      if (shaped.some(({ _id }) => !equalValues(_id, token(change.sequence)))) throw lostToken()
      docs.push(...shaped)
      if (invalidates(change, watched)) {
        docs.push({
          _id: token(change.sequence),
          operationType: 'invalidate',
          clusterTime: change.time,
          wallTime: change.wallTime,
        })
        isOver = true
      }
      if (isOver || (count > 0 && docs.length >= count)) break
    }
    return docs
  }
  return {
    async take(count, ms) {
      const until = Date.now() + ms
      for (let docs = gather(count); ; docs = gather(count)) {
        const left = until - Date.now()
        if (docs.length > 0 || isOver || left <= 0) return docs
        await oplog.next(left)
      }
    },
    isOver: () => isOver,
    more: () => ({ postBatchResumeToken: token(at) }),
  }
}

function startOf({ resumeAfter, startAfter, startAtOperationTime }: Doc, oplog: Oplog): number {
  const from = resumeAfter ?? startAfter
  if (isDoc(from)) {
    const sequence = Number.parseInt(String(from['_data']), 16)
    if (Number.isNaN(sequence)) throw new ServerError(50811, 'Invalid resume token')
    if (!oplog.holds(sequence))
      throw new ServerError(
        286,
        'Resume of change stream was not possible, as the resume point may no longer be in the oplog.',
      )
    return sequence
  }
  return startAtOperationTime instanceof Timestamp ? oplog.before(startAtOperationTime) : oplog.last
}

function lostToken(): ServerError {
  const what = 'Encountered an event whose _id field, which contains the resume token, was modified by the pipeline.'
  const how = 'Modifying the _id field of an event makes it impossible to resume the stream from that point.'
  return new ServerError(280, `${what} ${how} Only transformations that retain the unmodified _id field are allowed.`)
}

function token(sequence: number): Doc {
  return { _data: sequence.toString(16).toUpperCase().padStart(16, '0') }
}

function isWatched(change: Change, { database, collection }: Watched): boolean {
  if (database !== undefined && change.database !== database) return false
  return (
    collection === undefined || change.collection === collection || change.event['operationType'] === 'dropDatabase'
  )
}

function invalidates({ event }: Change, { database, collection }: Watched): boolean {
  const type = event['operationType']
  if (collection !== undefined) return type === 'drop' || type === 'rename' || type === 'dropDatabase'
  return database !== undefined && type === 'dropDatabase'
}

function eventOf(change: Change, options: Doc, { catalog }: ServerState): Doc {
  const { operationType, fullDocument, ns, documentKey, updateDescription, ...more } = change.event
  const full = operationType === 'update' ? lookedUp(change, options['fullDocument'], catalog) : fullDocument
  const before = wantsBefore(options) && change.before ? { fullDocumentBeforeChange: change.before } : {}
  return {
    _id: token(change.sequence),
    operationType,
    clusterTime: change.time,
    wallTime: change.wallTime,
    ...(full !== undefined && { fullDocument: full }),
    ...before,
    ns,
    ...(documentKey !== undefined && { documentKey }),
    ...(updateDescription !== undefined && { updateDescription }),
    ...more,
    ...change.transaction,
  }
}

function wantsBefore({ fullDocumentBeforeChange }: Doc): boolean {
  return fullDocumentBeforeChange === 'whenAvailable' || fullDocumentBeforeChange === 'required'
}

/** `updateLookup` gives the document as it is now, null when it is gone (docs: "Change Streams", Lookup Full Document). */
function lookedUp(change: Change, wanted: unknown, catalog: ServerState['catalog']): Doc | null | undefined {
  if (wanted !== 'updateLookup' && wanted !== 'whenAvailable' && wanted !== 'required') return undefined
  const collection = catalog.collection(change.database, change.collection ?? '')
  const id = (change.event['documentKey'] as Doc)['_id']
  const entry = collection?.idIndex.entries.at(
    collection.idIndex.entries.seek(({ key }) => collection.idIndex.compareKeys(key, [id]) < 0),
  )
  return entry && equalValues(entry.key[0], id) ? (collection?.documents.get(entry.id) ?? null) : null
}
