// The same query with four indexes, explained. 2,000 orders of 50 retailers; asked for: the ten latest of one retailer.
// Look for: keys and documents examined for ten results, and which plan has to sort.
import { type IndexSpecification, MongoClient } from 'mongodb'

const client = await MongoClient.connect(process.env['MONGODB_URI'] ?? 'mongodb://127.0.0.1:27017/')
const indexes: Record<string, IndexSpecification | undefined> = {
  'no index': undefined,
  '{ placedAt: -1 }': { placedAt: -1 },
  '{ retailer: 1 }': { retailer: 1 },
  '{ retailer: 1, placedAt: -1 }': { retailer: 1, placedAt: -1 },
}

console.log('index                         keys documents results  plan')
for (const [name, index] of Object.entries(indexes)) {
  const orders = client.db().collection('orders_of_the_demo')
  await orders.drop()
  await orders.insertMany(
    Array.from({ length: 2000 }, (_, n) => ({ retailer: n % 50, placedAt: new Date(((n * 1237) % 2000) * 60_000) })),
  )
  if (index) await orders.createIndex(index)
  const plan = await orders.find({ retailer: 7 }).sort({ placedAt: -1 }).limit(10).explain('executionStats')
  const { totalKeysExamined, totalDocsExamined, nReturned } = plan['executionStats']
  const figures = [totalKeysExamined, totalDocsExamined, nReturned]
  const [keys, documents, results] = figures.map(String)
  console.log(
    `${name.padEnd(29)} ${keys?.padStart(4)} ${documents?.padStart(9)} ${results?.padStart(7)}  ${stagesOf(plan['queryPlanner'].winningPlan)}`,
  )
}
await client.close()

/** From the last stage to the first: 'SORT < FETCH < IXSCAN'. */
function stagesOf(stage: { stage: string; inputStage?: { stage: string } }): string {
  return stage.inputStage ? `${stage.stage} < ${stagesOf(stage.inputStage)}` : stage.stage
}
