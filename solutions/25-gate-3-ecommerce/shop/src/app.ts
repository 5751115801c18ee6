import express, { type Express, Router } from 'express'
import { notFound } from './errors.ts'
import { sendErrors } from './middleware/send-errors.ts'
import { accountRoutes } from './routes/accounts.ts'
import { adminRoutes } from './routes/admin.ts'
import { cartRoutes } from './routes/cart.ts'
import { imageRoutes } from './routes/images.ts'
import { orderRoutes } from './routes/orders.ts'
import { productRoutes } from './routes/products.ts'
import { webhookRoutes } from './routes/webhooks.ts'
import type { Service } from './service.ts'

/** The whole API, not listening. Images and webhooks need their bodies as bytes, so they stand before the JSON parser. */
export function buildApp(service: Service): Express {
  const api = Router()
  for (const add of [webhookRoutes, imageRoutes]) add(api, service)
  api.use(express.json())
  for (const add of [accountRoutes, productRoutes, cartRoutes, orderRoutes, adminRoutes]) add(api, service)
  const app = express()
  app.disable('x-powered-by')
  app.get('/health', (_request, response) => {
    response.json({ data: { status: 'ok' } })
  })
  app.use('/api/v1', api)
  app.use(() => {
    throw notFound()
  }, sendErrors)
  return app
}
