import { log } from './log.ts'
import type { Payments } from './payments.ts'
import type { Order, Orders } from './stores/orders.ts'

const PAUSE_MS = 60_000
const PAUSE_AFTER_FAILURE_MS = 500
const TOGETHER = 8

/** Finds out what became of payments that nobody has heard the end of: once at the start, and from time to time. */
export class Recovery {
  readonly #orders: Orders
  readonly #payments: Payments
  #timer: NodeJS.Timeout | undefined
  #round: Promise<void> = Promise.resolve()
  #hasEnded = false

  constructor(orders: Orders, payments: Payments) {
    this.#orders = orders
    this.#payments = payments
  }

  begin(): void {
    this.#round = this.#settleAll().then((all) => {
      if (!this.#hasEnded) this.#timer = setTimeout(() => this.begin(), all ? PAUSE_MS : PAUSE_AFTER_FAILURE_MS)
    })
  }

  async end(): Promise<void> {
    this.#hasEnded = true
    clearTimeout(this.#timer)
    await this.#round
  }

  /** Gives false where something has to be asked again soon. */
  async #settleAll(): Promise<boolean> {
    try {
      const open = await this.#orders.unsettled()
      let all = true
      for (let start = 0; start < open.length && !this.#hasEnded; start += TOGETHER) {
        const answers = await Promise.all(open.slice(start, start + TOGETHER).map((order) => this.#settle(order)))
        all &&= answers.every(Boolean)
      }
      return all
    } catch (error) {
      log.error('the orders that are not settled cannot be read', error)
      return false
    }
  }

  async #settle(order: Order): Promise<boolean> {
    try {
      await this.#payments.settle(order)
      return true
    } catch (error) {
      log.error(`the payment of ${order.id} could not be settled`, error)
      return false
    }
  }
}
