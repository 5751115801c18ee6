import { randomUUID } from 'node:crypto'
import type { RequestHandler } from 'express'
import { inRequest, log } from '../log.ts'
import { type Metrics, routeOf } from '../metrics.ts'

const ACCEPTABLE = /^[\w-]{8,64}$/

/** Gives each request its id, and says at the end what came of it. */
export function requestLog(metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    const given = request.get('x-request-id') ?? ''
    const requestId = ACCEPTABLE.test(given) ? given : randomUUID()
    const start = performance.now()
    response.set('X-Request-Id', requestId)
    inRequest(requestId, () => {
      const { method, path } = request
      // 'close' comes for every answer, also for one whose client has gone.
      response.on('close', () => {
        const durationMs = performance.now() - start
        const status = response.writableFinished ? response.statusCode : 499
        metrics.observe({ method, route: routeOf(request), status: String(status) }, durationMs / 1000)
        inRequest(requestId, () => log.info('request', { method, path, status, durationMs: Math.round(durationMs) }))
      })
      next()
    })
  }
}
