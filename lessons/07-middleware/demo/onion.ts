// The middleware of one Express app, drawn as rings around its route. Five requests go in: nothing waits, the key check
// waits, the key is missing, the route throws, a branch forgets next(). Look for: when each next() is back, which parts
// a request never reaches, and what the stopwatch logs when the answer is closed.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { draw, type Part, type Picture, type Tone } from 'backend-workbook/picture'
import express, { type ErrorRequestHandler, type NextFunction, type RequestHandler, type Response } from 'express'

const parts: Part[] = [
  { id: 'client', title: 'Client', at: [0, 0] },
  { id: 'stopwatch', title: 'Stopwatch', at: [1, 0] },
  { id: 'key check', title: 'Key check', inside: 'stopwatch' },
  { id: 'body parser', title: 'Body parser', inside: 'key check' },
  { id: 'route', title: 'Route', inside: 'body parser' },
  { id: 'error handler', title: 'Error handler', at: [0, 1] },
  { id: 'not found', title: 'Not found', at: [1, 1] },
]
const nobody = Object.fromEntries(parts.slice(1).map(({ id }) => [id, 'not called']))
let picture: Picture
let closed: Promise<unknown>

const since = (start: number) => `${(performance.now() - start).toFixed(1)} ms`
const toneOf = (status: number) => (status < 400 ? 'good' : 'bad')

function tell(who: string, say: string, word: string, tone?: Tone): void {
  picture.step(`the ${who} ${say}`, { state: { [who]: tone ? [word, tone] : word } })
}

/** Calls next(), and draws the way in and the way back. */
function goOn(from: string, to: string, next: NextFunction): void {
  picture.step(`the ${from} calls next()`, { move: [from, to], what: 'next()' })
  const start = performance.now()
  next()
  picture.step(`next() is back in the ${from} after ${since(start)}`, { move: [to, from], what: 'back' })
}

function answer(from: string, status: number, response: Response): void {
  const tone = toneOf(status)
  const state: Record<string, [string, Tone]> = { [from]: [`answers ${status}`, tone] }
  picture.step(`the ${from} answers ${status}`, { move: [from, 'client'], what: `${status}`, tone, state })
  response.sendStatus(status)
}

const stopwatch: RequestHandler = (_request, response, next) => {
  const start = performance.now()
  closed = once(response, 'close')
  tell('stopwatch', 'starts', 'runs')
  response.on('close', () => {
    const status = response.writableFinished ? response.statusCode : 499
    tell('stopwatch', `hears 'close': ${status}, ${since(start)}`, `logs ${status}, ${since(start)}`, toneOf(status))
  })
  goOn('stopwatch', 'key check', next)
}

const checkKey: RequestHandler = async (request, response, next) => {
  const key = request.get('authorization')
  if (!key) return answer('key check', 401, response)
  if (key === 'old') return tell('key check', 'returns: no answer, no next()', 'forgot next()', 'bad')
  if (key === 'new') {
    tell('key check', 'asks a database, for 30 ms', 'waits', 'wait')
    await sleep(30)
  }
  tell('key check', 'knows the key', 'knows the key', 'good')
  goOn('key check', 'body parser', next)
}

const json = express.json()
const parse: RequestHandler = (request, response, next) => {
  tell('body parser', 'looks for a body', 'reads')
  json(request, response, (error) => {
    if (error) return next(error)
    const what = request.body ? `has read ${request.get('content-length')} bytes` : 'finds no body'
    tell('body parser', what, what, 'good')
    goOn('body parser', 'route', next)
  })
}

const answerError: ErrorRequestHandler = (error, _request, response, _next) => {
  const move: [string, string] = ['route', 'error handler']
  picture.step(`Express gives "${error.message}" to the error handler`, { move, what: error.message, tone: 'bad' })
  answer('error handler', 500, response)
}

const app = express().use(stopwatch, checkKey, parse)
app.all('/orders', (_request, response) => answer('route', 200, response))
app.get('/fails', () => {
  tell('route', 'throws: no stock', 'throws', 'bad')
  throw new Error('no stock')
})
app.use((_request, response) => answer('not found', 404, response))
app.use(answerError)

const server = app.listen(0, '127.0.0.1')
await once(server, 'listening')
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

/** One request, and its picture. Without a title nothing is drawn. */
async function ask(title: string, line: string, key: string, waitMs = 10_000): Promise<void> {
  picture = title ? draw(title, parts) : { step() {} }
  picture.step(`the client asks: ${line}`, { move: ['client', 'stopwatch'], what: line, state: nobody })
  const start = performance.now()
  const [method = '', path] = line.split(' ')
  const headers = { authorization: key, 'content-type': 'application/json' }
  const body = method === 'POST' ? '{"lines":["flour"]}' : null
  try {
    const { status } = await fetch(origin + path, { method, headers, body, signal: AbortSignal.timeout(waitMs) })
    await closed
    tell('client', `has read ${status}`, `has read ${status}`, toneOf(status))
  } catch {
    tell('client', `gives up after ${since(start)}`, 'gave up', 'bad')
    await closed
  }
}

await ask('', 'POST /orders', 'new') // the first request of a program takes longest: not drawn
await ask('Nothing waits', 'GET /orders', 'mill')
await ask('The key check waits', 'POST /orders', 'new')
await ask('No key', 'POST /orders', '')
await ask('The route throws', 'GET /fails', 'mill')
await ask('No next()', 'GET /orders', 'old', 300)
server.close()
server.closeAllConnections()
