import express, { type ErrorRequestHandler, type Express } from 'express'
import { createOrdersController } from './orders-controller.ts'
import type { OrdersService } from './orders-service.ts'
import { requireKey } from './require-key.ts'

export interface AppOptions {
  service: OrdersService
  /** Names of retailers by key. */
  retailers: ReadonlyMap<string, string>
  /** Gets what answers do not say. */
  log?: (error: unknown) => void
}

export function buildApp({ service, retailers, log = console.error }: AppOptions): Express {
  const orders = createOrdersController(service)
  const app = express().disable('x-powered-by')
  app.get('/health', (_request, response) => response.json({ status: 'up' }))
  app.use('/orders', requireKey(retailers), express.json())
  app.post('/orders', orders.place)
  app.get('/orders/:id', orders.show)
  app.post('/orders/:id/cancel', orders.cancel)
  app.use((_request, response) => response.status(404).json({ error: 'not_found' }))
  app.use(answerErrors(log))
  return app
}

function answerErrors(log: (error: unknown) => void): ErrorRequestHandler {
  return (error, _request, response, _next) => {
    if (error?.type === 'entity.parse.failed') {
      response.status(400).json({ error: 'bad_request' })
      return
    }
    log(error)
    response.status(500).json({ error: 'internal' })
  }
}
