/* mistake
wrong: It treats an error in a handler like one that nobody caught.
why: An unexpected error is a bug, and after a bug the state is unknown. But Express has caught this one at the border of a request, and one bad request could now end the server.
status: crashed
fails:
  - lives on after an error in a handler
*/
import { createServer, type Server } from 'node:http'
import { inspect } from 'node:util'
import express, { type ErrorRequestHandler, type Express, type Response } from 'express'

const LOOK_FOR_IDLE_MS = 20

/** The server, which is not listening yet. An error that nobody caught ends its process in good order. */
export function buildApp(): Server {
  const server = createServer(marketplace())
  endAfterUncaught(server, Number(process.env['DRAIN_MS'] ?? 10_000))
  return server
}

/**
 * After an error that nobody caught, no line of code knows what state it finds. So the process ends: it takes nothing new,
 * finishes what it has begun, but not for longer than `drainMs`, and leaves the new start to its supervisor.
 */
function endAfterUncaught(server: Server, drainMs: number): void {
  const end = () => process.exit(1)

  // Unhandled rejections come here too, as long as nobody listens for `unhandledRejection`.
  process.on('uncaughtException', logFatal)
  process.once('uncaughtException', () => {
    setTimeout(end, drainMs)
    server.close(end)
    // close() ends the connections that are idle now. One that is at work goes on living when its answer is out.
    setInterval(() => server.closeIdleConnections(), LOOK_FOR_IDLE_MS)
  })
}

/** One line, whatever was thrown. What fails in here would end the process on the spot. */
function logFatal(thrown: unknown, origin: string): void {
  const { message, stack } = thrown instanceof Error ? thrown : { message: inspect(thrown), stack: undefined }
  console.error(JSON.stringify({ level: 'fatal', time: new Date().toISOString(), origin, message, stack }))
}

/** A part of the marketplace on a bad day. Nothing here is yours to change. */
function marketplace(): Express {
  const app = express()

  app.get('/health', (_request, response) => {
    response.json({ status: 'ok' })
  })

  // Reads an upload. As long as the client sends, the request is in flight.
  app.post('/import', (request, response) => {
    response.type('text').write('reading\n')
    request.on('end', () => response.end('done\n')).resume()
  })

  // Waits for a delivery partner who never answers.
  app.get('/stuck', (_request, response) => {
    response.type('text').write('asking\n')
  })

  app.get('/broken', () => {
    throw new Error('this one has a request, and Express answers it')
  })

  app.post('/prices', (_request, response) => {
    later(response, () => {
      throw new Error('the price feed sent nonsense')
    })
  })

  app.post('/mails', (_request, response) => {
    later(response, () => {
      Promise.reject(new Error('the mail server hung up'))
    })
  })

  // One broken feed, and an error every 50 ms.
  app.post('/feeds', (_request, response) => {
    let errors = 0
    later(response, () => {
      setInterval(() => {
        errors += 1
        throw new Error(`broken feed, error ${errors}`)
      }, 50)
    })
  })

  // Throws what is no Error: a text, nothing at all, and an object that cannot even be turned into a text.
  app.post('/odd', (_request, response) => {
    for (const odd of ['out of paper', null, Object.create(null) as unknown]) {
      later(response, () => {
        throw odd
      })
    }
  })

  app.use(((error, _request, response, _next) => {
    response.status(500).end()
    process.nextTick(() => {
      throw error
    })
  }) satisfies ErrorRequestHandler)

  return app
}

/** Answers 202 and does the work when the answer is gone: nobody waits for it, and nobody can catch. */
function later(response: Response, work: () => void): void {
  response.on('finish', () => setTimeout(work, 10))
  if (!response.writableEnded) response.status(202).end()
}
