// Five plans for the ten latest orders of one retailer, out of 2,000: stage by stage, as `explain` reports them.
// Look for: how much is read for ten orders, and which stage needs everything before it gives anything.
import { type Change, draw, type Part } from 'backend-workbook/picture'
import { type Document, type IndexSpecification, MongoClient } from 'mongodb'

const ORDERS = 2000
const WORK: Record<string, string> = {
  COLLSCAN: 'reads all documents',
  IXSCAN: 'walks along an index',
  FETCH: 'reads documents',
  PROJECTION_COVERED: 'takes what keys hold',
  SORT: 'puts in order',
  LIMIT: 'stops after ten',
}

/** The stage that reads comes first, and the one that answers last. */
function stagesOf(stage: Document): Document[] {
  return [...(stage['inputStage'] ? stagesOf(stage['inputStage']) : []), stage]
}

function partsOf(stages: Document[]): Part[] {
  const tank = { kind: 'tank', most: ORDERS } as const
  return [
    ...stages.map(({ stage }, index): Part => ({ id: stage, title: stage, at: [3 - stages.length + index, 0] })),
    { ...tank, id: 'keys', title: 'Keys examined', at: [0, 1] },
    { ...tank, id: 'documents', title: 'Documents examined', at: [1, 1] },
    { ...tank, id: 'returned', title: 'Orders returned', at: [2, 1] },
  ]
}

/** What one stage did: it took from the stage before, it read, and some stages do more than that. */
function stepsOf(stage: Document, before: Document | undefined): [say: string, change: Change][] {
  const { stage: name, nReturned: given, keysExamined: keys, docsExamined: documents, filter } = stage
  const steps: [string, Change][] = []
  if (before) {
    const taken = `${before['nReturned']} ${before['stage'] === 'IXSCAN' ? 'keys' : 'orders'}`
    steps.push([`${before['stage']} gives ${taken} to ${name}`, { move: [before['stage'], name], what: taken }])
    if (name === 'SORT')
      steps.push([`SORT needs all ${taken} before it gives any`, { state: { SORT: [`sorts ${taken}`, 'wait'] } }])
  }
  if (keys !== undefined)
    steps.push([
      `IXSCAN examines ${keys} keys of ${stage['indexName']}`,
      { move: ['keys', name], what: `${keys} keys`, level: { keys } },
    ])
  if (documents !== undefined)
    steps.push([
      `${name} reads ${documents} documents${filter ? `; retailer 7 has ${given} of them` : ''}`,
      { move: ['documents', name], what: `${documents} documents`, level: { documents } },
    ])
  if (name === 'PROJECTION_COVERED')
    steps.push(['the keys hold all fields', { state: { [name]: ['no document', 'good'] } }])
  if (name === 'LIMIT')
    steps.push([`LIMIT has ${given}: nothing more is read`, { state: { LIMIT: ['enough', 'good'] } }])
  return steps
}

function drawPlan(title: string, server: string, { executionStats: stats }: Document): void {
  const stages = stagesOf(stats['executionStages'])
  const picture = draw(title, partsOf(stages), { clock: 'steps' })
  picture.step(`${server} is asked for ten orders of retailer 7, latest first`, {
    state: Object.fromEntries(stages.map(({ stage }) => [stage, WORK[stage] ?? ''])),
  })
  for (const [index, stage] of stages.entries())
    for (const [say, change] of stepsOf(stage, stages[index - 1])) picture.step(say, change)
  const { totalKeysExamined: keys, totalDocsExamined: documents, nReturned: returned } = stats
  picture.step(`${keys} keys and ${documents} documents were examined for ${returned} orders`, {
    move: [stages.at(-1)?.['stage'], 'returned'],
    what: `${returned} orders`,
    tone: documents > returned ? 'bad' : 'good',
    level: { returned },
  })
}

const client = await MongoClient.connect(process.env['MONGODB_URI'] ?? 'mongodb://127.0.0.1:27017/')
const { version, gitVersion } = await client.db().command({ buildInfo: 1 })
const server = gitVersion === 'emulated' ? 'A stand-in' : `MongoDB ${version}`
const orders = client.db().collection('orders_explained')
await orders.drop()
await orders.insertMany(
  Array.from({ length: ORDERS }, (_, n) => ({
    retailer: n % 50,
    placedAt: new Date(((n * 1237) % ORDERS) * 60_000),
    lines: [{ sku: 'lamp', quantity: 2 }],
  })),
)

const latest = { retailer: 1, placedAt: -1 } as const
const plans: [title: string, index?: IndexSpecification, projection?: Document][] = [
  ['no index'],
  ['{ placedAt: -1 }', { placedAt: -1 }],
  ['{ retailer: 1 }', { retailer: 1 }],
  ['{ retailer: 1, placedAt: -1 }', latest],
  ['the same, asked for placedAt alone', latest, { _id: 0, placedAt: 1 }],
]
for (const [title, index, projection = {}] of plans) {
  if (index) await orders.createIndex(index)
  const found = orders.find({ retailer: 7 }, { projection }).sort({ placedAt: -1 }).limit(10)
  drawPlan(title, server, await found.explain('executionStats'))
  await orders.dropIndexes()
}
await client.close()
