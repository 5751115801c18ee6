import { createServer, type Server } from 'node:http'
import express, { type Express, type Response } from 'express'

/**
 * The server, which is not listening yet. An uncaught exception or an unhandled rejection ends its process in good order:
 *
 * - It logs one line of JSON for each error: `level` 'fatal', `origin` 'uncaughtException' or 'unhandledRejection',
 *   `message` and `stack`. What was thrown need not be an Error.
 * - It accepts no connections any more. Requests in flight get their answers to the end.
 * - When the last of them has been answered, it exits at once with code 1, whatever keep-alive connections are left.
 * - After DRAIN_MS milliseconds (environment, 10,000 by default; 0 is no time at all) it exits with code 1 in any case.
 * - More errors meanwhile are logged and change nothing else: nobody is cut off, and the time does not start again.
 * - An error in a handler is not such a case. Express answers it, and the process lives on.
 *
 * @example
 * DRAIN_MS=5000: a timer throws. The upload that somebody is sending is read and answered, the process exits with
 * code 1, and whoever supervises it starts a new one.
 */
export function buildApp(): Server {
  const server = createServer(marketplace())
  return server
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

  return app
}

/** Answers 202 and does the work when the answer is gone: nobody waits for it, and nobody can catch. */
function later(response: Response, work: () => void): void {
  response.on('finish', () => setTimeout(work, 10))
  if (!response.writableEnded) response.status(202).end()
}
