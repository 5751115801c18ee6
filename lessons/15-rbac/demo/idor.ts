// Rita, a retailer, counts through the ids of orders with her own token, on a server of ours that has a hole, and on the same
// server without it.
// Look for: every request of the attack is well-formed, logged in and allowed by its role. Only the record is not hers.
import type { AddressInfo } from 'node:net'
import express, { type Express, type Request } from 'express'

interface Order {
  id: number
  retailer: string
  totalCents: number
  note: string
}

const newOrders = (): Order[] => [
  { id: 1, retailer: 'rita', totalCents: 4800, note: 'ring twice' },
  { id: 2, retailer: 'rob', totalCents: 129_000, note: 'key under the mat' },
  { id: 3, retailer: 'rob', totalCents: 2500, note: '' },
  { id: 4, retailer: 'sue', totalCents: 73_000, note: 'alarm code 4711' },
]

/** In place of a session: the token is the name. */
const caller = (request: Request) => request.get('authorization')?.slice('Bearer '.length) ?? ''

function careless(orders: Order[]): Express {
  const app = express()
  app.use(express.json())
  app.get('/orders', (request, response) => {
    const retailer = request.query['retailer'] ?? caller(request)
    response.json(orders.filter((order) => order.retailer === retailer))
  })
  app.get('/orders/:id', (request, response) => {
    const order = orders.find(({ id }) => id === Number(request.params.id))
    response.status(order ? 200 : 404).json(order)
  })
  app.patch('/orders/:id', (request, response) => {
    const order = orders.find(({ id }) => id === Number(request.params.id))
    response.status(order ? 200 : 404).json(order && Object.assign(order, request.body))
  })
  return app
}

function careful(orders: Order[]): Express {
  const app = express()
  app.use(express.json())
  // The only way to an order: with the caller in the condition.
  const orderOf = (request: Request) =>
    orders.find(({ id, retailer }) => id === Number(request.params['id']) && retailer === caller(request))
  app.get('/orders', (request, response) => {
    response.json(orders.filter(({ retailer }) => retailer === caller(request)))
  })
  app.get('/orders/:id', (request, response) => {
    const order = orderOf(request)
    response.status(order ? 200 : 404).json(order)
  })
  app.patch('/orders/:id', (request, response) => {
    const order = orderOf(request)
    if (order && typeof request.body.note === 'string') order.note = request.body.note
    response.status(order ? 200 : 404).json(order)
  })
  return app
}

for (const [name, build] of Object.entries({ careless, careful })) {
  const server = build(newOrders()).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  console.log(`\n${name}: what Rita gets with Rita's token`)
  for (const id of [1, 2, 3, 4, 5]) await show(origin, `/orders/${id}`)
  await show(origin, '/orders?retailer=sue')
  await show(origin, '/orders/2', { retailer: 'rita', totalCents: 1 })
  server.close()
  server.closeAllConnections()
}

async function show(origin: string, path: string, changes?: object): Promise<void> {
  const headers = { authorization: 'Bearer rita', ...(changes && { 'content-type': 'application/json' }) }
  const body = changes && JSON.stringify(changes)
  const response = await fetch(origin + path, { headers, ...(body && { method: 'PATCH', body }) })
  const text = await response.text()
  const seen = [text && JSON.parse(text)].flat().filter(Boolean) as Order[]
  const orders = seen.map(({ id, retailer, totalCents, note }) => `${id} of ${retailer}, ${totalCents}, "${note}"`)
  console.log(`  ${changes ? 'PATCH' : 'GET  '} ${path.padEnd(21)} ${response.status}  ${orders.join('; ')}`)
}
