// A middleware in front of the key check calls next() twice, because a return is missing. Four customers place an order,
// with a check and a route that wait for a database or do not. Look for: what the client reads beside what was ordered, that
// the error names the route, which is correct, and that the last customer notices nothing.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import express, { type RequestHandler } from 'express'

// Express writes unhandled errors to stderr too, except in this mode.
process.env['NODE_ENV'] = 'test'

let orders: string[] = []
let trouble = 'nothing'

const trace: RequestHandler = (request, _response, next) => {
  if (request.get('x-trace')) next() // a return is missing here
  next()
}

const decide: RequestHandler = (request, response, next) => {
  if (request.get('authorization') === 'Bearer key') next()
  else response.status(401).send('no valid key')
}
const decideLater: RequestHandler = async (request, response, next) => {
  await sleep(20) // asks a database for the key
  return decide(request, response, next)
}

const placeOrder: RequestHandler = (_request, response) => {
  orders.push('flour')
  response.status(201).send('ordered')
}
const placeOrderLater: RequestHandler = async (_request, response) => {
  orders.push('flour')
  await sleep(100) // the database stores the order
  try {
    response.status(201).send('ordered')
  } catch (error) {
    trouble = `${(error as NodeJS.ErrnoException).code} in the order route`
  }
}

const customers: [title: string, key: string, check: RequestHandler, route: RequestHandler][] = [
  ['no valid key, the check waits', 'none', decideLater, placeOrderLater],
  ['no valid key, the check does not wait', 'none', decide, placeOrderLater],
  ['a valid key, only the route waits', 'key', decide, placeOrderLater],
  ['a valid key, nothing waits', 'key', decide, placeOrder],
]

for (const [title, key, check, route] of customers) {
  orders = []
  trouble = 'nothing'
  const app = express()
  app.use(trace, check)
  app.post('/orders', route)
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders`
  const headers = { 'x-trace': '1', authorization: `Bearer ${key}` }
  const { status } = await fetch(url, { method: 'POST', headers })
  await sleep(400)
  console.log(`${title}\n  the client reads ${status}, orders placed: ${orders.length}`)
  console.log(`  afterwards: ${trouble}`)
  server.close()
  server.closeAllConnections()
}
