import express, { type ErrorRequestHandler, type Express } from 'express'
import { fail, failureOf } from './failure.ts'
import { accounts } from './routes/accounts.ts'
import { admin } from './routes/admin.ts'
import { carts } from './routes/carts.ts'
import { orders } from './routes/orders.ts'
import { products } from './routes/products.ts'

const answerError: ErrorRequestHandler = (error, _request, response, next) => {
  const { status, code, message } = failureOf(error)
  if (code === 'internal') console.error(error)
  if (response.headersSent) return next(error)
  if (code === 'unauthenticated') response.set('WWW-Authenticate', 'Bearer')
  response.status(status).json({ error: { code, message } })
}

export function createApp(): Express {
  const app = express()
  app.disable('x-powered-by').disable('etag')
  app.get('/health', (_request, response) => void response.json({ data: { status: 'ok' } }))
  app.use('/api/v1', accounts, products, carts, orders, admin)
  app.use(() => fail('not_found'))
  return app.use(answerError)
}
