// An app is a list. For each request Express walks down that list and calls what fits, until somebody answers.
// Look for: who answers /products/new, who answers HEAD, what becomes of a wrong method, and what 404 is made of.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express, { type ErrorRequestHandler, type RequestHandler, Router } from 'express'

let called: string[] = []

const passes =
  (name: string): RequestHandler =>
  (_request, _response, next) => {
    called.push(name)
    next()
  }
const answers =
  (name: string): RequestHandler =>
  (_request, response) => {
    called.push(`${name} answers`)
    response.send('fine\n')
  }

const products = Router()
products.use(passes('products.use'))
products.get('/:id', (request, response, next) => {
  called.push(`GET /:id with id=${request.params.id}`)
  if (request.params.id === 'skip') next('route')
  else response.send('fine\n')
})
products.get('/new', answers('GET /new'))
products.get('/skip', answers('GET /skip'))

const app = express()
app.use(passes('app.use'))
app.use('/products', products)
app.get('/late', answers('GET /late'))
app.use('/late', passes('app.use behind it'))
app.use((_request, response) => {
  called.push('the last app.use answers')
  response.status(404).send('not here\n')
})
const onError: ErrorRequestHandler = (error, _request, response, _next) => {
  called.push(`the error handler answers: ${error.message}`)
  response.status(error.status ?? 500).send('broken\n')
}
app.use(onError)

const server = app.listen(0, '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo

for (const [method, path] of [
  ['GET', '/products/7'],
  ['GET', '/products/new'],
  ['GET', '/products/skip'],
  ['GET', '/late'],
  ['POST', '/late'],
  ['HEAD', '/late'],
  ['OPTIONS', '/late'],
  ['GET', '/Products/7/'],
  ['GET', '/products/%zz'],
  ['GET', '/nowhere'],
] as const) {
  called = []
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method })
  const allow = response.headers.get('allow')
  console.log(`${method} ${path}  ->  ${response.status}${allow ? `, Allow: ${allow}` : ''}`)
  for (const name of called) console.log(`    ${name}`)
}
server.close()
server.closeAllConnections()

console.log('\n/new stands behind /:id and is never reached. POST /late passes a route that')
console.log('knows only GET and ends as 404: Express looks for something that fits, and')
console.log('does not ask why nothing did.')
