import express, { type Express } from 'express'
import { nextStatus } from './domain/order-state.ts'
import { priceOf } from './domain/pricing.ts'

interface Product {
  id: string
  name: string
  cents: number
  stock: number
}

/** Kept here until there is a database. */
const products: Product[] = []

/** A first sketch: it sells, but only to people who behave. */
export function createApp(): Express {
  const app = express()
  app.use(express.json())
  app.get('/health', (_request, response) => {
    response.json({ status: 'ok' })
  })
  app.get('/api/v1/products', (_request, response) => {
    response.json({ data: products })
  })
  app.post('/api/v1/products', (request, response) => {
    const product: Product = { id: String(products.length + 1), ...request.body }
    products.push(product)
    response.json({ data: product })
  })
  app.post('/api/v1/orders', (request, response) => {
    const totals = priceOf(request.body.lines)
    response.json({ data: { status: nextStatus('pending', 'payment_succeeded'), totals } })
  })
  return app
}
