import express, { type Express, Router } from 'express'
import { notFound } from './errors.ts'
import { sendErrors } from './middleware/send-errors.ts'
import { documentOf } from './openapi/document.ts'
import { accountRoutes } from './routes/accounts.ts'
import { contractRoutes } from './routes/contracts.ts'
import { listingRoutes } from './routes/listings.ts'
import { marketRoutes } from './routes/markets.ts'
import { webhookRoutes } from './routes/webhooks.ts'
import type { Service } from './service.ts'

const ROUTES = [accountRoutes, marketRoutes, listingRoutes]
const document = JSON.stringify(documentOf())

/** The whole API, not listening. Contracts and webhooks need their bodies as bytes, so they stand before the JSON parser. */
export function buildApp(service: Service): Express {
  const api = Router()
  for (const add of [webhookRoutes, contractRoutes]) add(api, service)
  api.use(express.json())
  for (const add of ROUTES) add(api, service)

  const app = express().disable('x-powered-by')
  app.use((_request, response, next) => {
    response.set('X-Instance', String(process.pid))
    next()
  })
  app.get('/health', (_request, response) => void response.json({ status: 'ok' }))
  app.get('/openapi.json', (_request, response) => void response.type('json').send(document))
  app.use('/api/v1', api)
  app.use(() => {
    throw notFound()
  })
  app.use(sendErrors)
  return app
}
