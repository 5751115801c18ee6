// A monolith is split live: the same product page, first from modules of one program, then from services behind HTTP.
// Look for: the price of an arrow in milliseconds, what waiting for all at once gives back, and how many pages survive small failures.
import { Agent, createServer, get, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

const PAGES = 100
type Module = (sku: string) => object

const modules: Record<string, Module> = {
  product: (sku) => ({ sku, name: `Product ${sku}` }),
  price: (sku) => ({ sku, cents: 399 }),
  stock: (sku) => ({ sku, pieces: 12 }),
  reviews: (sku) => ({ sku, stars: [5, 4, 5] }),
}
const names = Object.keys(modules)

/** A page from functions, in one program. */
async function fromModules(sku: string): Promise<object[]> {
  return names.map((name) => modules[name]?.(sku) ?? {})
}

/** Each module becomes a service, and fails one request in `every`. */
async function serve(module: Module, every: number): Promise<{ server: Server; url: string }> {
  let requests = 0
  const server = createServer((request, response) => {
    requests += 1
    if (requests % every === 0) return response.writeHead(503).end('{}')
    response.setHeader('content-type', 'application/json')
    return response.end(JSON.stringify(module(request.url?.slice(1) ?? '')))
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

const agent = new Agent({ keepAlive: true })
async function ask(url: string, sku: string): Promise<object> {
  const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    get(`${url}/${sku}`, { agent }, resolve).on('error', reject)
  })
  const body = await text(response)
  if (response.statusCode !== 200) throw new Error(`answered ${response.statusCode}`)
  return JSON.parse(body)
}

async function median(page: (sku: string) => Promise<unknown>): Promise<string> {
  const times: number[] = []
  for (let n = 0; n < PAGES; n += 1) {
    const start = performance.now()
    await page(`p-${n}`)
    times.push(performance.now() - start)
  }
  times.sort((a, b) => a - b)
  return (times[PAGES / 2] ?? 0).toFixed(3)
}

async function whole(page: (sku: string) => Promise<unknown>): Promise<number> {
  let pages = 0
  for (let n = 0; n < PAGES; n += 1)
    pages += await page(`p-${n}`).then(
      () => 1,
      () => 0,
    )
  return pages
}

const line = (what: string, result: string) => console.log(`   ${what.padEnd(48)}${result}`)

console.log(`a product page of four modules, ${PAGES} times; median in ms`)
const healthy = await Promise.all(Object.values(modules).map((module) => serve(module, Number.POSITIVE_INFINITY)))
const inTurn = async (services: { url: string }[], sku: string) => {
  for (const { url } of services) await ask(url, sku)
}
const atOnce = (services: { url: string }[], sku: string) => Promise.all(services.map(({ url }) => ask(url, sku)))
await whole((sku) => atOnce(healthy, sku)) // warm
line('one program, function calls', await median(fromModules))
line('four services, one after the other', await median((sku) => inTurn(healthy, sku)))
line('four services, all at once', await median((sku) => atOnce(healthy, sku)))

console.log('\neach service fails one request in 50, at moments of its own')
const frail = await Promise.all(Object.values(modules).map((module) => serve(module, 50)))
for (const [index, { url }] of frail.entries()) {
  for (let n = 0; n < index * 10; n += 1) await ask(url, 'shift')
}
const optional = async (sku: string) => {
  const [product, price] = frail
  const rest = Promise.allSettled(frail.slice(2).map(({ url }) => ask(url, sku)))
  await Promise.all([product, price].map((service) => ask(service?.url ?? '', sku)))
  await rest
}
line('pages, when all four are needed', `${await whole((sku) => atOnce(frail, sku))} of ${PAGES}`)
line('pages, when stock and reviews may be missing', `${await whole(optional)} of ${PAGES}`)

console.log('\nthe service for reviews is stopped')
const stopped = healthy.at(-1)
stopped?.server.closeAllConnections()
await new Promise((resolve) => stopped?.server.close(resolve))
line('pages, when all four are needed', `${await whole((sku) => atOnce(healthy, sku))} of ${PAGES}`)
const withoutReviews = (sku: string) => Promise.allSettled(healthy.map(({ url }) => ask(url, sku)))
line('pages without reviews', `${await whole(withoutReviews)} of ${PAGES}`)

agent.destroy()
for (const { server } of [...healthy, ...frail]) server.close()
