import express, { type Express } from 'express'
import { search, stock } from './search.ts'

/** A shop with a search that nobody would call slow. PRODUCTS is how many it has. */
export function buildApp(): Express {
  const app = express()
  const products = stock(Number(process.env['PRODUCTS'] ?? 2000))

  app.get('/ping', (_request, response) => {
    response.send('pong')
  })

  app.get('/search', (request, response) => {
    response.json(search(products, String(request.query['q'] ?? '')))
  })

  return app
}
