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
export function decide(actor: Actor | undefined, action: string, record?: MarketRecord): Decision {
  if (action === 'product:read' && isPublished(record)) return 'allowed'
  if (!actor) return 401
  const rule = RULES.get(action)
  if (!rule) return 403
  const cell = rule.cells.get(actor.role)
  if (rule.about === undefined) return cell ? 'allowed' : 403
  if (record?.kind !== rule.about) return 403
  if (!mayRead(actor, record)) return 404
  if (!cell?.whose(actor, record)) return 403
  return cell.statuses && !cell.statuses.includes(record.status) ? 409 : 'allowed'
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
export function view(actor: Actor | undefined, record: MarketRecord): object | undefined {
  if (decide(actor, `${record.kind}:read`, record) !== 'allowed') return undefined
  if (record.kind === 'product') return pick(record, ['kind', 'id', 'vendorId', 'status', 'name', 'priceCents'])
  if (record.kind === 'payout') return pick(record, ['kind', 'id', 'vendorId', 'amountCents', 'requestedBy', 'status'])
  return actor && viewOfOrder(actor, record)
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
  const readable = records.flatMap((record) => view(actor, record) ?? [])
  return { items: readable.slice(offset, offset + limit), total: readable.length }
}

/** On which records a role may do something, and in which of their statuses; without statuses, in all. */
interface Cell {
  whose: (actor: Actor, record: MarketRecord) => boolean
  statuses?: readonly string[]
}

interface Rule {
  /** The kind of record that the action is about; none where it makes a new one. */
  about?: MarketRecord['kind']
  /** Role → cell. A Map has the keys that were put in, and no 'constructor'. */
  cells: ReadonlyMap<string, Cell>
}

const RULES = rulesOf({
  'product:read': { vendor: own(), staff: every() },
  'product:create': { vendor: every() },
  'product:edit': { vendor: own('draft', 'published') },
  'product:remove': { vendor: own('draft', 'published'), staff: every('published') },
  'order:read': { vendor: own(), retailer: own(), partner: own(), staff: every() },
  'order:create': { retailer: every() },
  'order:cancel': { retailer: own('placed', 'paid'), staff: every('placed', 'paid', 'packed') },
  'order:pack': { vendor: own('paid') },
  'order:ship': { partner: own('packed') },
  'order:deliver': { partner: own('shipped') },
  'order:refund': { staff: every('delivered', 'cancelled') },
  'payout:read': { vendor: own(), staff: every() },
  'payout:request': { vendor: every(), staff: every() },
  'payout:approve': { staff: { whose: isOfAnother, statuses: ['requested'] } },
})

function rulesOf(table: Record<string, Record<string, Cell>>): ReadonlyMap<string, Rule> {
  return new Map(
    Object.entries(table).map(([action, cells]) => {
      const [kind, verb] = action.split(':') as [MarketRecord['kind'], string]
      const makesNew = verb === 'create' || verb === 'request'
      return [action, { cells: new Map(Object.entries(cells)), ...(!makesNew && { about: kind }) }]
    }),
  )
}

function every(...statuses: string[]): Cell {
  return { whose: () => true, ...(statuses.length > 0 && { statuses }) }
}

function own(...statuses: string[]): Cell {
  return { ...every(...statuses), whose: isOwn }
}

/** What "own" means depends on who asks. */
function isOwn({ id, role }: Actor, record: MarketRecord): boolean {
  if (record.kind !== 'order') return record.vendorId === id
  if (role === 'vendor') return record.lines.some((line) => line.vendorId === id)
  return role === 'retailer' ? record.retailerId === id : record.partnerId === id
}

function isOfAnother({ id }: Actor, record: MarketRecord): boolean {
  return record.kind === 'payout' && record.requestedBy !== id
}

function isPublished(record?: MarketRecord): boolean {
  return record?.kind === 'product' && record.status === 'published'
}

function mayRead(actor: Actor, record: MarketRecord): boolean {
  return isPublished(record) || RULES.get(`${record.kind}:read`)?.cells.get(actor.role)?.whose(actor, record) === true
}

function viewOfOrder({ id, role }: Actor, order: Order): object {
  const ownLines = role === 'vendor' ? order.lines.filter((line) => line.vendorId === id) : order.lines
  const lines = ownLines.map((line) => pick(line, ['vendorId', 'productId', 'quantity', 'priceCents']))
  if (role === 'vendor') return { ...pick(order, ['kind', 'id', 'status']), lines }
  const delivery = pick(order, ['kind', 'id', 'status', 'partnerId', 'address'])
  if (role === 'partner') return delivery
  return { ...delivery, ...pick(order, ['retailerId', 'totalCents']), lines }
}

function pick<T extends object, K extends keyof T>(record: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.map((key) => [key, record[key]])) as Pick<T, K>
}
