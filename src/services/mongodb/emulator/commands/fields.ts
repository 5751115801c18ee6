import { ServerError } from '../errors.ts'
import { type Doc, isDoc, type Value } from '../values/bson.ts'

const words = (text: string) => text.trim().split(/\s+/)

/** Fields that every command takes. */
const GENERIC = new Set(
  words(`$db lsid txnNumber autocommit startTransaction readConcern writeConcern $readPreference $clusterTime comment
    maxTimeMS apiVersion apiStrict apiDeprecationErrors $audit $client stmtId stmtIds $queryOptions`),
)

/** Fields of the commands of MongoDB 7.0 (docs: "Database Commands", the syntax of each). */
const FIELDS: Record<string, string> = {
  find: `filter sort projection hint skip limit batchSize singleBatch max min returnKey showRecordId tailable oplogReplay
    noCursorTimeout awaitData allowPartialResults collation allowDiskUse let`,
  aggregate: 'pipeline explain allowDiskUse cursor bypassDocumentValidation collation hint let',
  count: 'query limit skip hint collation fields',
  distinct: 'key query collation',
  insert: 'documents ordered bypassDocumentValidation',
  update: 'updates ordered bypassDocumentValidation let',
  delete: 'deletes ordered let',
  findandmodify: 'query sort remove update new fields upsert bypassDocumentValidation collation arrayFilters hint let',
  getmore: 'collection batchSize',
  killcursors: 'cursors',
  create: `capped autoIndexId size max storageEngine validator validationLevel validationAction indexOptionDefaults viewOn
    pipeline collation encryptedFields timeseries expireAfterSeconds clusteredIndex changeStreamPreAndPostImages idIndex`,
  drop: '',
  dropdatabase: '',
  collmod: `index viewOn pipeline validator validationLevel validationAction expireAfterSeconds timeseries
    changeStreamPreAndPostImages cappedSize cappedMax dryRun`,
  createindexes: 'indexes commitQuorum ignoreUnknownIndexOptions',
  listindexes: 'cursor',
  dropindexes: 'index',
  listcollections: 'filter nameOnly authorizedCollections cursor',
  listdatabases: 'filter nameOnly authorizedDatabases',
  renamecollection: 'to dropTarget',
  explain: 'verbosity',
  collstats: 'scale',
  dbstats: 'scale freeStorage',
}

const STATEMENTS: Record<string, { field: string; names: Set<string> }> = {
  update: { field: 'updates', names: new Set(words('q u c upsert multi collation arrayFilters hint')) },
  delete: { field: 'deletes', names: new Set(words('q limit collation hint')) },
}

const KNOWN = Object.fromEntries(Object.entries(FIELDS).map(([name, fields]) => [name, new Set(words(fields))]))

/** @throws ServerError 40415 for a field that the command does not have, such as 8.0's `sort` of an update */
export function checkFields(name: string, body: Doc): void {
  const key = name.toLowerCase()
  const known = Object.hasOwn(KNOWN, key) ? KNOWN[key] : undefined
  if (!known) return
  for (const field in body) if (field !== name && !known.has(field) && !GENERIC.has(field)) throw unknown(name, field)
  const statements = STATEMENTS[key]
  if (!statements) return
  for (const statement of listOf(body[statements.field])) {
    for (const field in statement) if (!statements.names.has(field)) throw unknown(`${name}.${statements.field}`, field)
  }
}

function listOf(value: Value): Doc[] {
  return Array.isArray(value) ? value.filter(isDoc) : []
}

function unknown(where: string, field: string): ServerError {
  return new ServerError(40415, `BSON field '${where}.${field}' is an unknown field.`)
}
