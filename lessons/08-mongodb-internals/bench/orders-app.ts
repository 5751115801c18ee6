import type { RequestListener } from 'node:http'
import { type IndexSpecification, MongoClient } from 'mongodb'

const ORDERS = 20_000
const RETAILERS = 400

/**
 * A server with one query: the ten latest orders of a retailer. The variants differ in one line, the index.
 *
 * @param name of the variant's own collection, filled by the first who comes
 */
export async function ordersApp(
  address: string | undefined,
  name: string,
  index?: IndexSpecification,
): Promise<RequestListener> {
  const client = await MongoClient.connect(address ?? 'mongodb://127.0.0.1:27017/')
  const orders = client.db().collection(name)
  if ((await orders.estimatedDocumentCount()) === 0) await orders.insertMany(Array.from({ length: ORDERS }, order))
  if (index) await orders.createIndex(index)
  const latest = async (retailer: number) => orders.find({ retailer }).sort({ placedAt: -1 }).limit(10).toArray()

  let asked = 0
  return (request, response) => {
    if (request.url === '/ping') {
      response.end('pong')
      return
    }
    asked += 1
    latest((asked * 7919) % RETAILERS).then(
      (found) => response.setHeader('content-type', 'application/json').end(JSON.stringify(found)),
      () => response.writeHead(500).end(),
    )
  }
}

function order(_: unknown, n: number) {
  return {
    retailer: n % RETAILERS,
    placedAt: new Date(1_760_000_000_000 + ((n * 7919) % ORDERS) * 1000),
    totalCents: n,
  }
}
