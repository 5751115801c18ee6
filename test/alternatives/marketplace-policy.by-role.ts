/** A function for each role, and conditions in place of a table. */
import type {
  Actor,
  Decision,
  MarketRecord,
  Order,
  Payout,
  Product,
} from '../../exercises/15-rbac/marketplace-policy.ts'

const KNOWN = [
  ...['product:read', 'product:create', 'product:edit', 'product:remove', 'order:read', 'order:create', 'order:cancel'],
  ...['order:pack', 'order:ship', 'order:deliver', 'order:refund', 'payout:read', 'payout:request', 'payout:approve'],
]
const CREATES = ['product:create', 'order:create', 'payout:request']

export function decide(actor: Actor | undefined, action: string, record?: MarketRecord): Decision {
  const isPublic = record?.kind === 'product' && record.status === 'published'
  if (isPublic && action === 'product:read') return 'allowed'
  if (actor === undefined) return 401
  if (!KNOWN.includes(action)) return 403
  if (CREATES.includes(action)) return mayCreate(actor.role, action) ? 'allowed' : 403
  if (!record || record.kind !== action.split(':')[0]) return 403
  if (!isPublic && !reads(actor, record)) return 404
  const verb = action.split(':')[1] ?? ''
  if (verb === 'read') return 'allowed'
  const statuses = statusesFor(actor, verb, record)
  if (!statuses) return 403
  return statuses.includes(record.status) ? 'allowed' : 409
}

function mayCreate(role: string, action: string): boolean {
  if (action === 'order:create') return role === 'retailer'
  return role === 'vendor' || (role === 'staff' && action === 'payout:request')
}

function reads({ id, role }: Actor, record: MarketRecord): boolean {
  switch (role) {
    case 'staff':
      return true
    case 'vendor':
      return 'lines' in record ? record.lines.map((line) => line.vendorId).includes(id) : record.vendorId === id
    case 'retailer':
      return 'retailerId' in record && record.retailerId === id
    case 'partner':
      return 'address' in record && record.partnerId === id
    default:
      return false
  }
}

function statusesFor(actor: Actor, verb: string, record: MarketRecord): string[] | undefined {
  if (record.kind === 'product') return forProduct(actor, verb, record)
  if (record.kind === 'payout') return forPayout(actor, verb, record)
  return forOrder(actor, verb)
}

function forProduct({ id, role }: Actor, verb: string, product: Product): string[] | undefined {
  if (role === 'vendor' && product.vendorId === id) return ['draft', 'published']
  return role === 'staff' && verb === 'remove' ? ['published'] : undefined
}

function forPayout({ id, role }: Actor, _verb: string, payout: Payout): string[] | undefined {
  return role === 'staff' && payout.requestedBy !== id ? ['requested'] : undefined
}

/** Whoever comes here may read the order, so it is their own, or they are staff. */
function forOrder({ role }: Actor, verb: string): string[] | undefined {
  if (role === 'vendor' && verb === 'pack') return ['paid']
  if (role === 'partner' && verb === 'ship') return ['packed']
  if (role === 'partner' && verb === 'deliver') return ['shipped']
  if (role === 'retailer' && verb === 'cancel') return ['placed', 'paid']
  if (role === 'staff' && verb === 'cancel') return ['placed', 'paid', 'packed']
  if (role === 'staff' && verb === 'refund') return ['delivered', 'cancelled']
  return undefined
}

export function view(actor: Actor | undefined, record: MarketRecord): object | undefined {
  if (decide(actor, `${record.kind}:read`, record) !== 'allowed') return undefined
  if (record.kind === 'order') return orderFor(actor as Actor, record)
  if (record.kind === 'payout') {
    const { kind, id, vendorId, amountCents, requestedBy, status } = record
    return { kind, id, vendorId, amountCents, requestedBy, status }
  }
  const { kind, id, vendorId, status, name, priceCents } = record
  return { kind, id, vendorId, status, name, priceCents }
}

function orderFor({ id: actorId, role }: Actor, order: Order): object {
  const { kind, id, status, retailerId, totalCents, partnerId, address } = order
  const lines = order.lines.map(({ vendorId, productId, quantity, priceCents }) => {
    return { vendorId, productId, quantity, priceCents }
  })
  if (role === 'vendor') return { kind, id, status, lines: lines.filter(({ vendorId }) => vendorId === actorId) }
  if (role === 'partner') return { kind, id, status, partnerId, address }
  return { kind, id, status, retailerId, totalCents, partnerId, address, lines }
}

export function page(
  actor: Actor | undefined,
  records: readonly MarketRecord[],
  { offset, limit }: { offset: number; limit: number },
): { items: object[]; total: number } {
  const items: object[] = []
  let total = 0
  for (const record of records) {
    const seen = view(actor, record)
    if (!seen) continue
    if (total >= offset && items.length < limit) items.push(seen)
    total += 1
  }
  return { items, total }
}
