// Two servers that differ in the order of two lines: who are you, and let me read your body. A stranger without a key
// sends 40 large bodies to each. Look for: how much was read and parsed for somebody who was turned away anyway.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express, { type Express, type RequestHandler } from 'express'

const BODIES = 40
const body = JSON.stringify({ lines: Array.from({ length: 40_000 }, (_, index) => ({ product: index })) })

let parsed = 0
const parse = express.json({
  limit: '4mb',
  verify: (_request, _response, bytes) => {
    parsed += bytes.length
  },
})
const askForKey: RequestHandler = (request, response, next) => {
  if (request.get('authorization') === 'Bearer key') next()
  else response.sendStatus(401)
}

const orders: Record<string, RequestHandler[]> = {
  'body, then key': [parse, askForKey],
  'key, then body': [askForKey, parse],
}

for (const [name, chain] of Object.entries(orders)) {
  parsed = 0
  const app: Express = express()
  app.use(chain)
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const start = performance.now()
  const stranger = Promise.all(
    Array.from({ length: BODIES }, async () => {
      const headers = { 'content-type': 'application/json' }
      // Turned away early, the stranger may find the connection closed while still sending.
      const answer = await fetch(`${url}/orders`, { method: 'POST', headers, body }).catch(() => undefined)
      return answer?.status
    }),
  )
  const statuses = new Set(await stranger)
  const ms = performance.now() - start
  console.log(
    `${name}:  answered ${[...statuses].join(', ')} after ${ms.toFixed(0).padStart(3)} ms,` +
      ` having parsed ${(parsed / 1e6).toFixed(0).padStart(2)} MB`,
  )
  server.close()
  server.closeAllConnections()
}
