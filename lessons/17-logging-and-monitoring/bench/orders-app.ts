import express, { type Express } from 'express'

/** Lines that one request writes: about what a busy route of a real service does. */
const LINES = 20

export type WriteLine = (fields: { orderId: number; sku: string; step: number }, message: string) => void

/** One route that answers at once and logs on the way. The variants differ in the logger alone. */
export function ordersApp(write: WriteLine): Express {
  const app = express()
  let orderId = 0

  app.get('/ping', (_request, response) => {
    response.send('pong')
  })

  app.get('/orders', (_request, response) => {
    orderId += 1
    for (let step = 1; step <= LINES; step++) write({ orderId, sku: 'lamp', step }, 'order step')
    response.json({ orderId })
  })

  return app
}
