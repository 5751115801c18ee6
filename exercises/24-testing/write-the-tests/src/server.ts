/** Starts the service with stand-ins for the bank, the catalog and the mail, to try it by hand: node --import tsx src/server.ts */
import { buildApp } from './app.ts'
import { createMemoryRepository } from './memory-repository.ts'
import { createOrdersService } from './orders-service.ts'

let payments = 0
const service = createOrdersService({
  repository: createMemoryRepository(),
  catalog: { centsOf: async (product) => (product === 'rye flour' ? 320 : undefined) },
  payments: { charge: async () => `payment-${++payments}`, refund: async () => undefined },
  mailer: { send: async (retailer, text) => console.log(`to ${retailer}: ${text}`) },
  now: Date.now,
})
const app = buildApp({ service, retailers: new Map([['key-of-corner-shop', 'corner shop']]) })
app.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1')
