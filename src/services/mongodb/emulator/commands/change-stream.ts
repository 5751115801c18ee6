import { Timestamp } from 'bson'
import { engine } from '../aggregate/engine.ts'
import type { Request, ServerState } from '../command.ts'
import type { Source } from '../cursors.ts'
import { ServerError } from '../errors.ts'
import type { Change, Oplog } from '../storage/oplog.ts'
import { type Doc, isDoc, toBoolean, type Value } from '../values/bson.ts'
import { equalValues } from '../values/compare.ts'
import { batchSizeOf } from './collections.ts'
import { environmentOf } from './environment.ts'

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
  checkOptions(options)
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

const OPTIONS = new Set([
  'fullDocument',
  'fullDocumentBeforeChange',
  'resumeAfter',
  'startAfter',
  'startAtOperationTime',
  'allChangesForCluster',
  'showExpandedEvents',
])
const IMAGES = {
  fullDocument: ['default', 'updateLookup', 'whenAvailable', 'required'],
  fullDocumentBeforeChange: ['off', 'whenAvailable', 'required'],
}

function checkOptions(options: Doc): void {
  const unknown = Object.keys(options).find((name) => !OPTIONS.has(name))
  if (unknown) throw new ServerError(40415, `BSON field '$changeStream.${unknown}' is an unknown field.`)
  for (const [name, values] of Object.entries(IMAGES)) {
    const value = options[name]
    if (value !== undefined && !values.includes(String(value)))
      throw new ServerError(
        2,
        `Enumeration value '${String(value)}' for field '$changeStream.${name}' is not a valid value.`,
      )
  }
}

function streamSource(state: ServerState, watched: Watched, options: Doc, shape: (docs: Doc[]) => Doc[]): Source {
  const { oplog } = state.catalog
  let at = startOf(options, oplog)
  let isOver = false
  const gather = (count: number): Doc[] => {
    const docs: Doc[] = []
    for (const change of oplog.after(at)) {
      at = change.sequence
      if (!isWatched(change, watched) || (change.expanded && !toBoolean(options['showExpandedEvents']))) continue
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
  const { operationType, fullDocument, ns, documentKey, updateDescription, operationDescription, ...more } =
    change.event
  const full = operationType === 'update' ? fullAfter(change, options['fullDocument'], catalog) : fullDocument
  const isExpanded = toBoolean(options['showExpandedEvents'])
  const description = isExpanded ? updateDescription : withoutPaths(updateDescription)
  return {
    _id: token(change.sequence),
    operationType,
    clusterTime: change.time,
    ...(isExpanded && change.collectionId && { collectionUUID: change.collectionId }),
    wallTime: change.wallTime,
    ...(full !== undefined && { fullDocument: full }),
    ...imageBefore(change, options['fullDocumentBeforeChange']),
    ns,
    ...(documentKey !== undefined && { documentKey }),
    ...(description !== undefined && { updateDescription: description }),
    ...(isExpanded && operationDescription !== undefined && { operationDescription }),
    ...more,
    ...change.transaction,
  }
}

function withoutPaths(description: Value): Value {
  if (!isDoc(description)) return description
  const { disambiguatedPaths: _paths, ...rest } = description
  return rest
}

/** Docs: "Change Streams", Change Streams with Document Pre- and Post-Images. */
function imageBefore({ event, before }: Change, wanted: Value): Doc {
  const hasOne = ['update', 'replace', 'delete'].includes(String(event['operationType']))
  if (!hasOne || (wanted !== 'whenAvailable' && wanted !== 'required')) return {}
  if (!before && wanted === 'required') throw noImage('pre')
  return { fullDocumentBeforeChange: before ?? null }
}

function noImage(which: 'pre' | 'post'): ServerError {
  return new ServerError(
    47,
    `Change stream was configured to require a ${which}-image for all update${which === 'pre' ? ', delete and replace' : ''} events, but the ${which}-image was not found for event`,
    { errorLabels: ['NonResumableChangeStreamError'] },
  )
}

function fullAfter(change: Change, wanted: Value, catalog: ServerState['catalog']): Doc | null | undefined {
  if (wanted === 'updateLookup') return lookedUp(change, catalog)
  if (wanted !== 'whenAvailable' && wanted !== 'required') return undefined
  if (!change.after && wanted === 'required') throw noImage('post')
  return change.after ?? null
}

/** `updateLookup` gives the document as it is now, null when it is gone (docs: "Change Streams", Lookup Full Document). */
function lookedUp(change: Change, catalog: ServerState['catalog']): Doc | null {
  const collection = catalog.collection(change.database, change.collection ?? '')
  const id = (change.event['documentKey'] as Doc)['_id']
  const entry = collection?.idIndex.entries.at(
    collection.idIndex.entries.seek(({ key }) => collection.idIndex.compareKeys(key, [id]) < 0),
  )
  return entry && equalValues(entry.key[0], id) ? (collection?.documents.get(entry.id) ?? null) : null
}
