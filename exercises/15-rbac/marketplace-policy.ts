/** Who asks. Every role is a text, since roles come from a database: there may be some that this policy does not know. */
export interface Actor {
  id: string
  role: 'vendor' | 'retailer' | 'partner' | 'staff' | (string & {})
}

export interface Product {
  kind: 'product'
  id: string
  vendorId: string
  status: 'draft' | 'published' | 'removed'
  name: string
  priceCents: number
}

export interface Order {
  kind: 'order'
  id: string
  retailerId: string
  /** The delivery partner, once one is assigned. */
  partnerId?: string
  status: 'placed' | 'paid' | 'packed' | 'shipped' | 'delivered' | 'cancelled' | 'refunded'
  address: string
  totalCents: number
  /** An order may have products of several vendors. */
  lines: { vendorId: string; productId: string; quantity: number; priceCents: number }[]
}

export interface Payout {
  kind: 'payout'
  id: string
  vendorId: string
  amountCents: number
  /** The account that asked for it: of the vendor, or of staff on the vendor's behalf. */
  requestedBy: string
  status: 'requested' | 'approved'
}

export type MarketRecord = Product | Order | Payout
/** The status of the answer, where it is not allowed. */
export type Decision = 'allowed' | 401 | 403 | 404 | 409

/**
 * The one place that knows who may do what. Read a cell as: whose record, and in which status. "–" is never.
 *
 * | action          | vendor                     | retailer           | partner               | staff                        |
 * |-----------------|----------------------------|--------------------|-----------------------|------------------------------|
 * | product:read    | own; others' if published  | published          | published             | every                        |
 * | product:create  | yes                        | –                  | –                     | –                            |
 * | product:edit    | own: draft, published      | –                  | –                     | –                            |
 * | product:remove  | own: draft, published      | –                  | –                     | published                    |
 * | order:read      | with a line of its own     | own                | assigned to it        | every                        |
 * | order:create    | –                          | yes                | –                     | –                            |
 * | order:cancel    | –                          | own: placed, paid  | –                     | placed, paid, packed         |
 * | order:pack      | with a line of its own: paid | –                | –                     | –                            |
 * | order:ship      | –                          | –                  | assigned to it: packed | –                           |
 * | order:deliver   | –                          | –                  | assigned to it: shipped | –                          |
 * | order:refund    | –                          | –                  | –                     | delivered, cancelled         |
 * | payout:read     | own                        | –                  | –                     | every                        |
 * | payout:request  | yes                        | –                  | –                     | yes                          |
 * | payout:approve  | –                          | –                  | –                     | requested, by another account |
 *
 * What is not in the table is refused. The first of these that applies is the answer:
 *
 * 1. 401: nobody is logged in (`actor` is undefined). One thing is allowed to everybody, logged in or not, and whatever their
 *    role: `product:read` of a published product.
 * 2. 403: the table does not have the action, or it needs a record (all but create and request do) and gets none, or one of
 *    another kind: `order:read` of a product.
 * 3. 404: the actor may not even read that record.
 * 4. 403: the actor's cell is "–", or the record is not the one that the cell asks for: a product of another vendor, a payout
 *    that the actor has requested. A role that the table does not have has "–" in every cell.
 * 5. 409: the cell names statuses, and the record has another.
 *
 * Actions are compared as whole texts, so 'constructor' and 'ORDER:READ' are not in the table. Records and actors stay as they are.
 *
 * @example
 * decide({ id: 'ret-1', role: 'retailer' }, 'order:cancel', orderOf('ret-1', 'shipped')) // 409
 * decide({ id: 'ret-1', role: 'retailer' }, 'order:cancel', orderOf('ret-2', 'placed'))  // 404
 * decide({ id: 'ret-1', role: 'retailer' }, 'order:refund', orderOf('ret-1', 'placed'))  // 403
 */
export function decide(actor: Actor | undefined, _action: string, _record?: MarketRecord): Decision {
  return actor ? 'allowed' : 401
}

/**
 * What the actor gets to see of a record: a new object, or undefined where the actor may not read it.
 *
 * Of products and payouts everybody who may read them sees all the fields of their interface. Of orders:
 *
 * | field                 | vendor                  | retailer | partner | staff |
 * |-----------------------|-------------------------|----------|---------|-------|
 * | kind, id, status      | yes                     | yes      | yes     | yes   |
 * | retailerId, totalCents | –                      | yes      | –       | yes   |
 * | partnerId, address    | –                       | yes      | yes     | yes   |
 * | lines                 | the vendor's own lines  | all      | –       | all   |
 *
 * What somebody may not see is not a key of the object. Neither is a field that the interfaces above do not name: the
 * database may have more columns, such as `fraudScore`, and staff does not see them here either.
 *
 * @example
 * view({ id: 'par-1', role: 'partner' }, order)
 * // { kind: 'order', id: 'o-1', status: 'packed', partnerId: 'par-1', address: 'Quay 1' }
 */
export function view(_actor: Actor | undefined, record: MarketRecord): object | undefined {
  return record
}

/**
 * A page of a list: the views of the records that the actor may read, in the order of the list. It leaves out the first
 * `offset` of them and has `limit` at most. `total` is how many the actor may read on all pages together, and no hint at others.
 *
 * @example
 * page({ id: 'ret-1', role: 'retailer' }, orders, { offset: 0, limit: 20 }) // { items: [ … ], total: 3 }
 */
export function page(
  actor: Actor | undefined,
  records: readonly MarketRecord[],
  { offset, limit }: { offset: number; limit: number },
): { items: object[]; total: number } {
  const items = records.slice(offset, offset + limit).flatMap((record) => view(actor, record) ?? [])
  return { items, total: records.length }
}
