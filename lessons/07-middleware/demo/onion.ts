// Four middlewares around one route of Express, each with a wait of its own. Every line is printed as it happens.
// Look for: who is inside whom, that "out" comes at once when a middleware does not wait, and what the outermost one
// times when it stops the clock on the way out (wrong) and when the answer is closed (right).
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import express, { type RequestHandler } from 'express'

const start = performance.now()
let depth = 0

function say(text: string): void {
  const ms = (performance.now() - start).toFixed(0).padStart(4)
  console.log(`${ms} ms  ${'|  '.repeat(depth)}${text}`)
}

/** Middleware that draws itself: in, the rest of the chain inside its own call of next(), out. */
function ring(name: string, waitMs = 0): RequestHandler {
  return async (_request, _response, next) => {
    if (waitMs > 0) {
      say(`${name}: waits ${waitMs} ms before it calls next()`)
      await sleep(waitMs)
    }
    say(`-> ${name}`)
    depth += 1
    next()
    depth -= 1
    say(`<- ${name}`)
  }
}

const stopwatch: RequestHandler = (_request, response, next) => {
  const begin = performance.now()
  const ms = () => `${Math.round(performance.now() - begin)} ms`
  response.on('close', () => say(`'close' of the answer: the request took ${ms()}`))
  next()
  say(`next() has returned: a log line written here would say ${ms()}`)
}

const app = express()
app.use(stopwatch)
app.use(ring('request id'))
app.use(ring('auth asks a database', 40))
app.use(ring('body parser'))
app.get('/orders', async (_request, response) => {
  say('[route] asks for the orders')
  await sleep(60)
  say('[route] answers')
  response.json({ data: [] })
})

const server = createServer(app).listen(0, '127.0.0.1', async () => {
  say('GET /orders')
  const { port } = server.address() as AddressInfo
  const answer = await fetch(`http://127.0.0.1:${port}/orders`)
  await answer.text()
  await sleep(10)
  server.close()
  server.closeAllConnections()
})
