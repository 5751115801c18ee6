import cors from 'cors'
import type { RequestHandler } from 'express'
import { forbidden } from '../errors.ts'
import { log } from '../log.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Which pages may read our answers. */
export function allowOrigins(origins: string[]): RequestHandler {
  return cors({
    origin: origins,
    credentials: true,
    methods: ['GET', 'POST', 'PATCH', 'DELETE'],
    allowedHeaders: ['Authorization', 'Content-Type'],
    exposedHeaders: ['Retry-After', 'X-Request-Id'],
  })
}

/** Which pages may change something: a browser sends the cookie with the form of any page, and says which page it was. */
export function refuseForeignOrigins(origins: string[]): RequestHandler {
  return (request, _response, next) => {
    const origin = request.get('origin')
    if (SAFE.has(request.method) || origin === undefined || origins.includes(origin)) return next()
    log.security('origin.refused', { origin })
    throw forbidden()
  }
}
