import cookieParser from 'cookie-parser'
import express, { type Express, Router } from 'express'
import { notFound } from './errors.ts'
import { allowOrigins, refuseForeignOrigins } from './middleware/origins.ts'
import { readBody } from './middleware/read-body.ts'
import { requestLog } from './middleware/request-log.ts'
import { securityHeaders } from './middleware/security-headers.ts'
import { sendErrors } from './middleware/send-errors.ts'
import { accountRoutes } from './routes/accounts.ts'
import { oauthRoutes } from './routes/oauth.ts'
import { operationRoutes } from './routes/operations.ts'
import { orderRoutes } from './routes/orders.ts'
import { passwordRoutes } from './routes/passwords.ts'
import { sessionRoutes } from './routes/sessions.ts'
import type { Service } from './service.ts'

/** The whole API, not listening. */
export function buildApp(service: Service): Express {
  const { allowedOrigins, publicUrl } = service.config
  const api = Router()
  for (const add of [operationRoutes, sessionRoutes, passwordRoutes, oauthRoutes, accountRoutes, orderRoutes]) {
    add(api, service)
  }
  const app = express()
  app.disable('x-powered-by')
  // One proxy stands in front, so the last address in X-Forwarded-For is the client's.
  app.set('trust proxy', 1)
  app.use(requestLog(service.metrics), securityHeaders)
  app.use(allowOrigins(allowedOrigins), refuseForeignOrigins([...allowedOrigins, publicUrl]))
  app.use(readBody, cookieParser(), api)
  app.use(() => {
    throw notFound()
  }, sendErrors)
  return app
}
