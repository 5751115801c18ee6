import { conflict, paymentFailed } from './errors.ts'
import type { Gateway } from './gateway.ts'
import type { Markets } from './stores/markets.ts'

const OPEN = new Set(['requires_payment_method', 'requires_confirmation'])
const UNDER_WAY = new Set(['processing', 'requires_action'])

/** Money and plans. The gateway knows what was paid; the table learns it from there, and never the other way round. */
export class Payments {
  readonly #markets: Markets
  readonly #gateway: Gateway

  constructor(markets: Markets, gateway: Gateway) {
    this.#markets = markets
    this.#gateway = gateway
  }

  /** Whether it is paid now; false while somebody works on it. */
  async buyPlan(market: string, paymentMethod: string): Promise<boolean> {
    const known = await this.#markets.paymentOf(market)
    if (known.payment !== 'none') return isPaid(known.payment)
    const id = known.intentId ?? (await this.#makeIntent(market))
    const intent = await this.#gateway.findIntent(id)
    const { status } = OPEN.has(intent.status) ? await this.#gateway.confirm(id, paymentMethod) : intent
    if (status === 'succeeded') return isPaid(await this.#markets.notePaid(id))
    if (UNDER_WAY.has(status)) return false
    throw paymentFailed()
  }

  /** @throws where the effect could not be saved: the gateway will send it again */
  async takeEvent(body: Buffer, signature: string): Promise<void> {
    const event = this.#gateway.readEvent(body, signature)
    if (event.type === 'payment_intent.succeeded') await this.#markets.notePaid(event.data.object.id)
    if (event.type === 'charge.refunded' && event.data.object.refunded) {
      const { payment_intent: intent } = event.data.object
      if (intent) await this.#markets.noteRefund(typeof intent === 'string' ? intent : intent.id)
    }
  }

  /** Saved before it is confirmed: no money moves for an intent that we do not know. */
  async #makeIntent(market: string): Promise<string> {
    const id = await this.#gateway.makeIntent(market)
    await this.#markets.setIntent(market, id)
    return id
  }
}

/** @throws AppError 409 */
function isPaid(payment: string | undefined): boolean {
  if (payment === 'refunded') throw conflict('the payment was refunded')
  return payment === 'paid'
}
