import { notEmulated } from '../errors.ts'

/** Stages of MongoDB 7.0 that this server does not have. */
export const REFUSED = [
  '$geoNear',
  '$listSampledQueries',
  '$listSearchIndexes',
  '$listSessions',
  '$listLocalSessions',
  '$planCacheStats',
  '$search',
  '$searchMeta',
  '$shardedDataDistribution',
  '$vectorSearch',
  '$changeStreamSplitLargeEvent',
]

/** They are about the server, and are dealt with before the pipeline runs. */
const ONLY_FIRST = ['$collStats', '$currentOp', '$indexStats']

export function refuseStage(name: string): void {
  if (ONLY_FIRST.includes(name)) throw notEmulated(`the stage ${name} inside of another stage`)
  if (REFUSED.includes(name)) throw notEmulated(`the stage ${name}`)
}
