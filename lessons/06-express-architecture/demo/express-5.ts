// What changed in Express 5, tried out: which paths it still takes, and what the rest of its table in the lesson says.
// Look for: the paths that throw when the app starts, not when a request comes.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express, { type ErrorRequestHandler } from 'express'

const app = express()
console.log('Paths')
for (const path of ['/files/*', '/files/*path', '/list/:id?', '/list{/:id}', '/a(b)', '/a+b', '/a.b', '/:from-:to']) {
  let outcome = 'taken'
  try {
    app.get(path, (request, response) => {
      response.json(request.params)
    })
  } catch (error) {
    outcome = `throws: ${error instanceof Error ? error.message.split(';')[0] : error}`
  }
  console.log(`  ${path.padEnd(14)} ${outcome}`)
}

app.get('/try/query', (request, response) => {
  response.json(request.query)
})
app.get('/try/assign', (request, response) => {
  Object.assign(request, { query: {} })
  response.json({})
})
app.get('/try/rejects', async () => {
  await Promise.reject(new Error('no such vendor'))
})
app.get('/try/status', (_request, response) => {
  response.status(1000).end()
})
app.post('/try/body', express.json(), (request, response) => {
  response.json({ body: String(request.body) })
})
const onError: ErrorRequestHandler = (error, _request, response, _next) => {
  response.status(500).send(error.message.split(/ of |[.] /)[0])
}
app.use(onError)

const server = app.listen(0, '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo
console.log('\nRequests')
for (const [method, path] of [
  ['GET', '/files/2024/12/a.pdf'],
  ['GET', '/list'],
  ['GET', '/a.b'],
  ['GET', '/mill-shop'],
  ['GET', '/try/query?a[b]=1&tag=x&tag=y'],
  ['GET', '/try/assign'],
  ['GET', '/try/rejects'],
  ['GET', '/try/status'],
  ['POST', '/try/body'],
] as const) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method })
  console.log(`  ${method} ${path}\n      ${response.status} ${await response.text()}`)
}
server.close()
server.closeAllConnections()
