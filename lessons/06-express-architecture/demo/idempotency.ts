// The network loses every second answer. The client does what clients do: no answer, so it tries again.
// Look for: the number of orders in the end, and that the server cannot tell a retry from a second wish by itself.
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express, { type Response } from 'express'

const orders = new Map<string, unknown>()
const answered = new Map<string, unknown>()
let requests = 0

/** Does the work, then loses the answer every second time: the connection breaks instead. */
function answer(response: Response, status: number, data: unknown): void {
  requests += 1
  if (requests % 2 === 1) response.destroy()
  else response.status(status).json({ data })
}

const app = express()
app.use(express.json())
app.post('/orders', (request, response) => {
  const key = request.get('idempotency-key')
  const data = (key !== undefined && answered.get(key)) || { id: randomUUID(), ...request.body }
  if (key !== undefined) answered.set(key, data)
  orders.set(data.id, data)
  answer(response, 201, data)
})
app.put('/orders/:id', (request, response) => {
  const isNew = !orders.has(request.params.id)
  orders.set(request.params.id, request.body)
  answer(response, isNew ? 201 : 200, request.body)
})
app.delete('/orders/:id', (request, response) => {
  const was = orders.delete(request.params.id)
  answer(response, was ? 204 : 404, null)
})

const server = app.listen(0, '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo

/** Tries until there is an answer, as client libraries, proxies and impatient people do. */
async function send(method: string, path: string, headers: Record<string, string> = {}): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        method,
        headers: { 'content-type': 'application/json', ...headers },
        ...(method !== 'DELETE' && { body: '{"product":"Rye flour","quantity":40}' }),
      })
      return `${response.status} at attempt ${attempt}`
    } catch {
      // The answer was lost. Was the request? Nobody can know.
    }
  }
}

async function show(title: string, method: string, path: string, headers?: Record<string, string>): Promise<void> {
  const before = orders.size
  const outcome = await send(method, path, headers)
  const change = orders.size - before
  console.log(`${title.padEnd(28)} ${outcome}   orders: ${change > 0 ? '+' : ''}${change}`)
}

await show('POST', 'POST', '/orders')
await show('POST with Idempotency-Key', 'POST', '/orders', { 'idempotency-key': randomUUID() })
await show('PUT /orders/7', 'PUT', '/orders/7')
await show('DELETE /orders/7', 'DELETE', '/orders/7')
console.log('\nOne wish each time. POST alone bought it twice. PUT said 200 and DELETE said')
console.log('404 at the second attempt, and that is fine: idempotent means the same state')
console.log('afterwards, not the same status.')
server.close()
server.closeAllConnections()
