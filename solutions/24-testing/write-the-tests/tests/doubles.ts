import { createMemoryRepository } from '../src/memory-repository.ts'
import { PaymentRefused } from '../src/orders.ts'
import { createOrdersService, type NewOrder } from '../src/orders-service.ts'

export const MINUTE = 60_000

const PRICES: Record<string, number> = { 'rye flour': 320, salt: 45 }

export const tenFlour: NewOrder = { reference: 'A-1', lines: [{ product: 'rye flour', quantity: 10 }] }

/** The service in a world of its own: a bank and a post that remember what they did, and a clock that stands still. */
export function inAWorld() {
  const world = { time: 1_700_000_000_000, bankSays: undefined as Error | undefined, postIsClosed: false }
  const charged: { retailer: string; cents: number }[] = []
  const refunded: string[] = []
  const mails: { retailer: string; text: string }[] = []
  const repository = createMemoryRepository()
  const service = createOrdersService({
    repository,
    catalog: { centsOf: async (product) => PRICES[product] },
    payments: {
      async charge(retailer, cents) {
        if (world.bankSays) throw world.bankSays
        charged.push({ retailer, cents })
        return `payment-${charged.length}`
      },
      async refund(payment) {
        if (world.bankSays) throw world.bankSays
        refunded.push(payment)
      },
    },
    mailer: {
      async send(retailer, text) {
        if (world.postIsClosed) throw new Error('the post is closed')
        mails.push({ retailer, text })
      },
    },
    now: () => world.time,
  })
  return { world, charged, refunded, mails, repository, service }
}

export const refused = () => new PaymentRefused('not enough money')
