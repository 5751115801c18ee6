// One request, middleware at every level of Express: app, mounted router, router, route. Each prints what it sees.
// Look for: how url and baseUrl change with the level, that next('route') leaves one route and next('router') the
// whole router, and who is never asked.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express, { type RequestHandler, Router } from 'express'

function show(level: string, signal?: 'route' | 'router'): RequestHandler {
  return (request, _response, next) => {
    const goesOn = signal ? `next('${signal}')` : 'next()'
    console.log(
      `  ${level.padEnd(26)} url ${request.url.padEnd(14)} base ${`'${request.baseUrl}'`.padEnd(9)} ${goesOn}`,
    )
    if (signal) next(signal)
    else next()
  }
}

const answer: RequestHandler = (request, response) => {
  console.log(`  ${'the route answers'.padEnd(26)} url ${request.url.padEnd(14)} base '${request.baseUrl}'`)
  response.sendStatus(204)
}

const orders = Router()
orders.use(show('router: orders.use'))
orders.get('/drafts', show('route: drafts, not for me', 'route'), show('route: drafts, second'), answer)
orders.get('/secret', show('route: secret, leave', 'router'), answer)
orders.get('/:id', show('route: its own middleware'), answer)

const app = express()
app.use(show('app: app.use'))
app.use('/orders', show('app, mounted on /orders'), orders)
app.use('/admin', show('app, mounted on /admin'))
app.use(show('app: behind the router'))
app.use((_request, response) => {
  response.sendStatus(404)
})

const server = createServer(app).listen(0, '127.0.0.1', async () => {
  const { port } = server.address() as AddressInfo
  for (const path of ['/orders/7', '/orders/drafts', '/orders/secret', '/health']) {
    console.log(`\nGET ${path}`)
    const { status } = await fetch(`http://127.0.0.1:${port}${path}`)
    console.log(`  ${status}`)
  }
  server.close()
  server.closeAllConnections()
})
