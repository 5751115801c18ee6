import { ServerError } from '../errors.ts'
import { type Doc, isDoc, toBoolean, type Value } from '../values/bson.ts'

/** Docs: "Stable API", Supported Commands. */
const COMMANDS = new Set(
  `abortTransaction aggregate authenticate collMod commitTransaction count create createIndexes delete drop dropDatabase
   dropIndexes endSessions explain find findAndModify getMore hello insert killCursors listCollections listDatabases
   listIndexes ping refreshSessions saslStart saslContinue update`
    .trim()
    .toLowerCase()
    .split(/\s+/),
)
/** Docs: "Aggregation Stages" that are not a part of it. */
const STAGES = ['$currentOp', '$indexStats', '$listLocalSessions', '$listSessions', '$planCacheStats', '$search']

/** @throws ServerError 322, 323 and 72 for what a client has promised not to use */
export function checkStableApi(name: string, body: Doc): void {
  const { apiVersion, apiStrict, apiDeprecationErrors } = body
  if (apiVersion === undefined) {
    if (apiStrict === undefined && apiDeprecationErrors === undefined) return
    throw new ServerError(72, 'Provided apiStrict and/or apiDeprecationErrors without passing apiVersion')
  }
  if (apiVersion !== '1') throw new ServerError(322, 'API version must be "1"')
  if (!toBoolean(apiStrict)) return
  if (!COMMANDS.has(name.toLowerCase()))
    throw new ServerError(323, `Provided apiStrict:true, but the command ${name} is not in API Version 1.`)
  const stage = stagesOf(body['pipeline']).find((each) => STAGES.includes(each))
  if (stage) throw new ServerError(323, `stage ${stage} is not allowed with 'apiStrict: true' in API Version 1`)
}

function stagesOf(pipeline: Value): string[] {
  return Array.isArray(pipeline) ? pipeline.filter(isDoc).flatMap((stage) => Object.keys(stage)) : []
}
