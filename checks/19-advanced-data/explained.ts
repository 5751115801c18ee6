import type { CommandStartedEvent, Db, Document, MongoClient } from 'mongodb'

const READS = new Set(['find', 'aggregate', 'count', 'distinct'])
/** What the driver adds to a command, and explain does not take. */
const OF_THE_DRIVER = ['lsid', '$db', '$clusterTime', '$readPreference', 'txnNumber', 'apiVersion', 'maxTimeMS']

/** What some work has read, as the server explains it. */
export interface Cost<T> {
  value: T
  /** Reads sent, a $lookup counted as one more. */
  reads: number
  /** Documents, or keys of indexes if they are more, of each read; all of them together. */
  examined: number
  /** Documents alone. */
  documents: number
  /** Names of the stages of the plans: COLLSCAN, IXSCAN, SORT … */
  stages: string[]
}

/** Runs some work and has the server explain every read that it has sent. The client monitors its commands. */
export async function explained<T>(client: MongoClient, work: () => Promise<T>): Promise<Cost<T>> {
  const sent: CommandStartedEvent[] = []
  const note = (event: CommandStartedEvent) => sent.push(event)
  client.on('commandStarted', note)
  let value: T
  try {
    value = await work()
  } finally {
    client.off('commandStarted', note)
  }
  const reads = sent.filter((event) => READS.has(event.commandName))
  const cost: Cost<T> = { value, reads: 0, examined: 0, documents: 0, stages: [] }
  for (const { command, databaseName } of reads) {
    cost.reads += 1 + lookups(command).length
    const bare = Object.fromEntries(Object.entries(command).filter(([name]) => !OF_THE_DRIVER.includes(name)))
    add(cost, await plan(client.db(databaseName), bare))
  }
  return cost
}

function plan(db: Db, command: Document): Promise<Document> {
  return db.command({ explain: command, verbosity: 'executionStats' })
}

function add(cost: Cost<unknown>, explanation: Document): void {
  const parts: Document[] = explanation['executionStats']
    ? [explanation]
    : (explanation['stages'] ?? []).map((stage: Document) => stage['$cursor'] ?? { executionStats: stage })
  for (const part of parts) {
    const stats: Document = part['executionStats'] ?? {}
    const documents = Number(stats['totalDocsExamined'] ?? 0)
    cost.documents += documents
    cost.examined += Math.max(documents, Number(stats['totalKeysExamined'] ?? 0))
    cost.stages.push(...stagesOf(part['queryPlanner']?.winningPlan), ...sortsOf(stats))
  }
}

/** A stage of a pipeline that sorts by itself. */
function sortsOf(stage: Document): string[] {
  return '$sort' in stage ? ['SORT'] : []
}

function stagesOf(stage: Document | undefined): string[] {
  if (!stage) return []
  // Newer servers wrap the plan once more.
  const inner = [stage['queryPlan'], stage['inputStage'], ...(stage['inputStages'] ?? [])]
  return [...(stage['stage'] ? [String(stage['stage'])] : []), ...inner.flatMap(stagesOf)]
}

/** All $lookup stages of a command, those within other stages too. */
function lookups(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(lookups)
  // Stages are plain objects; a Date or an id has nothing to look into.
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return []
  return Object.entries(value).flatMap(([name, inner]) => [...(name === '$lookup' ? [inner] : []), ...lookups(inner)])
}
