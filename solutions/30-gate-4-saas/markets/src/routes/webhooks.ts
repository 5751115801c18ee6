import express, { type Router } from 'express'
import type { Service } from '../service.ts'

/** What was signed are bytes. A body that was parsed and written again is another text. */
const readBytes = express.raw({ type: () => true, limit: '1mb' })

export function webhookRoutes(api: Router, { payments }: Service): void {
  api.post('/webhooks/payments', readBytes, async (request, response) => {
    const body: unknown = request.body
    await payments.takeEvent(Buffer.isBuffer(body) ? body : Buffer.alloc(0), request.get('stripe-signature') ?? '')
    response.json({ data: { received: true } })
  })
}
