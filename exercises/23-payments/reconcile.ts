import type Stripe from 'stripe'

export interface Order {
  id: string
  /** In the smallest unit, as all amounts are. */
  total: number
  currency: string
  /** The payment intent that the shop has made for this order. */
  intentId: string | null
  status: 'open' | 'processing' | 'paid' | 'refunded'
  /** How much has been given back, as the shop knows it. */
  refunded: number
  /** When the order was changed last, in milliseconds. */
  updatedAt: number
}

export interface Orders {
  all: () => AsyncIterable<Order>
  /**
   * Writes the changes if the order still has the status `from`, in one step. False when it has another one by now, and
   * nothing was written.
   */
  change: (id: string, from: Order['status'], changes: Partial<Pick<Order, 'status' | 'refunded'>>) => Promise<boolean>
}

export type FindingKind = 'missed' | 'wrong-amount' | 'paid-twice' | 'refunded-outside' | 'orphan' | 'unpaid'

export interface Finding {
  kind: FindingKind
  /** null where there is no such order. */
  orderId: string | null
  /** null where there is no such payment. */
  intentId: string | null
  repaired: boolean
}

export interface ReconcileDeps {
  /** The official client, connected and ready. */
  stripe: Stripe
  orders: Orders
  /** The clock, in milliseconds. */
  now: () => number
}

/** What is younger is left alone: its webhook may still be on the way. */
export const SETTLE_MS = 15 * 60 * 1000

/**
 * Compares the orders of the shop with all payments at the gateway, repairs what can be repaired without asking anybody, and reports
 * what it found, in any order. A *payment* is an intent in `succeeded`; it belongs to the order in `metadata.orderId`, if there is one
 * with that id. Expand `latest_charge` to see `created` (when it was paid, in seconds) and `amount_refunded`.
 *
 * 1. A shop and a gateway that agree have no findings. All pages of the gateway are read: there may be more than a hundred intents.
 * 2. "missed": an order that is open or processing has a payment with its total (`amount_received`) and currency. It becomes "paid";
 *    repaired.
 * 3. "wrong-amount": a payment of an order with another amount or currency that is not given back in full. Nothing is changed. It does
 *    not make an order paid, and counts for nothing below.
 * 4. "paid-twice": an order has more than one payment that is not given back in full. Of these, the one that `intentId` names is kept,
 *    or, where it names none of them, the one that was paid first. Each other one is a finding and is given back: what is left of it, by
 *    `stripe.refunds.create`; repaired.
 * 5. "refunded-outside": the payment that is kept has an `amount_refunded` above the order's `refunded`. (Where all are given back, the
 *    one that `intentId` names counts as kept, or else the one that was paid first.) The order gets that figure, and the status
 *    "refunded" where it is the total; repaired. An order may be "missed" and "refunded-outside" in one run, also where all is given
 *    back. Refunds of other payments have nothing to do with `refunded`.
 * 6. "orphan": a payment without an order that is not given back in full. Nothing is changed.
 * 7. "unpaid": an order that is paid or refunded has no payment at all, of any amount. `intentId` is the order's. Nothing is changed.
 * 8. A payment whose charge is younger than SETTLE_MS and an order whose `updatedAt` is younger are left alone: no finding, no repair.
 *    The age of the intent says nothing: it may have been made yesterday and paid a second ago. An order with a payment that is so
 *    young, of whatever amount, is left alone as a whole. What is exactly SETTLE_MS old is looked at.
 * 9. A second run finds nothing of what was repaired. Two runs at the same time give no money back twice: the key of each refund comes
 *    from the intent, so the gateway knows it again.
 * 10. If the list cannot be read to its end, reconcile rejects, and nothing was changed.
 * 11. A repair that does not work, because `change` gives false or the gateway refuses or fails, is a finding with `repaired: false`.
 *     The others are repaired all the same. Only where "missed" cannot be written, "refunded-outside" of that order is left to the next
 *     run, and not reported.
 *
 * @example
 * await reconcile({ stripe, orders, now: Date.now })
 * // [{ kind: 'missed', orderId: 'o-1', intentId: 'pi_1', repaired: true },
 * //  { kind: 'orphan', orderId: null, intentId: 'pi_7', repaired: false }]
 */
export async function reconcile(_deps: ReconcileDeps): Promise<Finding[]> {
  return []
}
