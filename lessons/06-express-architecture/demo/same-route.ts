// One route, twice: GET /api/v1/vendors/:vendorId/products?limit=2, first with node:http alone, then with Express.
// Look for: how many steps of the first list are yours to write, and that the second list takes the same steps.
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import express, { Router } from 'express'

const PRODUCTS = ['Rye flour', 'Oats', 'Spelt', 'Barley']

let start = 0
let lines: [at: number, what: string][] = []
// Noted first and printed later: writing to a terminal takes longer than routing does.
const step = (what: string) => lines.push([performance.now() - start, what])

const plain: RequestListener = (request, response) => {
  step(`the listener is called: ${request.method}, and all of the url in one text`)
  const [path = '', query = ''] = (request.url ?? '').split('?', 2)
  step('you cut off the query')
  const [, api, version, vendors, vendorId = '', products, ...rest] = path.split('/')
  const fits = api === 'api' && version === 'v1' && vendors === 'vendors' && products === 'products'
  if (!fits || rest.length > 0) return response.writeHead(404).end()
  step('you split the path and compare the pieces')
  if (request.method !== 'GET') return response.writeHead(405, { allow: 'GET' }).end()
  step('you compare the method')
  const params = { vendorId: decodeURIComponent(vendorId) }
  step(`you decode the params: ${JSON.stringify(params)}`)
  const limit = Number(new URLSearchParams(query).get('limit'))
  step(`you read the query: limit=${limit}`)
  const body = JSON.stringify({ data: PRODUCTS.slice(0, limit) })
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
  step('you write status, type and length')
  response.end(body)
  step('you end the answer')
}

const api = Router()
api.use((_request, _response, next) => {
  step('a middleware of the router: Express has cut off /api/v1')
  next()
})
api.get('/vendors/:vendorId/products', (request, response) => {
  step(`the handler: method and path fit; params: ${JSON.stringify(request.params)}`)
  const limit = Number(request.query['limit'])
  step(`request.query was parsed when you read it: limit=${limit}`)
  response.json({ data: PRODUCTS.slice(0, limit) })
  step('response.json has written status, type, length, ETag and body')
})
const app = express()
app.use((request, _response, next) => {
  step(`a middleware of the app: ${request.method}, and all of the url`)
  next()
})
app.use('/api/v1', api)

async function trace(title: string, listener: RequestListener): Promise<void> {
  const server = createServer((request, response) => {
    start = performance.now()
    lines = []
    response.once('finish', () => step("'finish': all of it is handed to the operating system"))
    listener(request, response)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/api/v1/vendors/salt%20%26%20co/products?limit=2`
  let answer: Response | undefined
  // The first requests compile the code; the one that is shown is the twentieth.
  for (let request = 0; request < 20; request += 1) {
    answer = await fetch(url)
    await answer.clone().text()
  }
  console.log(`\n${title}`)
  for (const [at, what] of lines) console.log(`  ${at.toFixed(2).padStart(5)} ms  ${what}`)
  console.log(`            sent: ${answer?.status} ${await answer?.text()}`)
  server.close()
  server.closeAllConnections()
}

await trace('node:http', plain)
await trace('Express', app)
console.log('\nThe bytes are nearly the same. What differs is who writes the steps.')
