/** A class for each role, and a new object for each view, in place of a table. */
import type { Actor, Decision, MarketRecord, Order } from '../../exercises/15-rbac/marketplace-policy.ts'

/** What one role may do: what it can read, and a verdict per action on a record that it can read. */
abstract class Role {
  readonly id: string
  constructor(id: string) {
    this.id = id
  }
  /** Actions without a record. */
  creates(_action: string): boolean {
    return false
  }
  reads(record: MarketRecord): boolean {
    return isPublished(record)
  }
  /** The statuses in which the action is open for this record; undefined where it is never. */
  open(_action: string, _record: MarketRecord): readonly string[] | undefined {
    return undefined
  }
  order(_order: Order): object {
    return {}
  }
}

class Stranger extends Role {}

class Vendor extends Role {
  override creates(action: string) {
    return action === 'product:create' || action === 'payout:request'
  }
  override reads(record: MarketRecord) {
    if (record.kind === 'order') return this.#lines(record).length > 0
    return record.vendorId === this.id || isPublished(record)
  }
  override open(action: string, record: MarketRecord) {
    switch (action) {
      case 'product:edit':
      case 'product:remove':
        return 'vendorId' in record && record.vendorId === this.id ? ['draft', 'published'] : undefined
      case 'order:pack':
        return ['paid']
      default:
        return undefined
    }
  }
  override order(order: Order) {
    const { kind, id, status } = order
    return { kind, id, status, lines: this.#lines(order).map(lineOf) }
  }
  #lines({ lines }: Order) {
    return lines.filter((line) => line.vendorId === this.id)
  }
}

class Retailer extends Role {
  override creates(action: string) {
    return action === 'order:create'
  }
  override reads(record: MarketRecord) {
    return record.kind === 'order' ? record.retailerId === this.id : isPublished(record)
  }
  override open(action: string) {
    return action === 'order:cancel' ? ['placed', 'paid'] : undefined
  }
  override order(order: Order) {
    return wholeOrder(order)
  }
}

class Partner extends Role {
  override reads(record: MarketRecord) {
    return record.kind === 'order' ? record.partnerId === this.id : isPublished(record)
  }
  override open(action: string) {
    if (action === 'order:ship') return ['packed']
    return action === 'order:deliver' ? ['shipped'] : undefined
  }
  override order({ kind, id, status, partnerId, address }: Order) {
    return { kind, id, status, partnerId, address }
  }
}

class Staff extends Role {
  override creates(action: string) {
    return action === 'payout:request'
  }
  override reads() {
    return true
  }
  override open(action: string, record: MarketRecord) {
    switch (action) {
      case 'product:remove':
        return ['published']
      case 'order:cancel':
        return ['placed', 'paid', 'packed']
      case 'order:refund':
        return ['delivered', 'cancelled']
      case 'payout:approve':
        return record.kind === 'payout' && record.requestedBy !== this.id ? ['requested'] : undefined
      default:
        return undefined
    }
  }
  override order(order: Order) {
    return wholeOrder(order)
  }
}

function roleOf({ id, role }: Actor): Role {
  if (role === 'vendor') return new Vendor(id)
  if (role === 'retailer') return new Retailer(id)
  if (role === 'partner') return new Partner(id)
  if (role === 'staff') return new Staff(id)
  return new Stranger(id)
}

const isPublished = (record: MarketRecord): boolean => record.kind === 'product' && record.status === 'published'

const WITHOUT_RECORD = new Set(['product:create', 'order:create', 'payout:request'])
const WITH_RECORD = new Set([
  ...['read', 'edit', 'remove'].map((verb) => `product:${verb}`),
  ...['read', 'cancel', 'pack', 'ship', 'deliver', 'refund'].map((verb) => `order:${verb}`),
  ...['read', 'approve'].map((verb) => `payout:${verb}`),
])

export function decide(actor: Actor | undefined, action: string, record?: MarketRecord): Decision {
  if (action === 'product:read' && record && isPublished(record)) return 'allowed'
  if (!actor) return 401
  const role = roleOf(actor)
  if (WITHOUT_RECORD.has(action)) return role.creates(action) ? 'allowed' : 403
  if (!WITH_RECORD.has(action) || !record || !action.startsWith(`${record.kind}:`)) return 403
  if (!role.reads(record)) return 404
  if (action.endsWith(':read')) return 'allowed'
  const statuses = role.open(action, record)
  if (!statuses) return 403
  return statuses.includes(record.status) ? 'allowed' : 409
}

const lineOf = ({ vendorId, productId, quantity, priceCents }: Order['lines'][number]) => ({
  vendorId,
  productId,
  quantity,
  priceCents,
})
const wholeOrder = ({ kind, id, retailerId, partnerId, status, address, totalCents, lines }: Order) => ({
  kind,
  id,
  status,
  retailerId,
  ...(partnerId !== undefined && { partnerId }),
  address,
  totalCents,
  lines: lines.map(lineOf),
})

export function view(actor: Actor | undefined, record: MarketRecord): object | undefined {
  if (decide(actor, `${record.kind}:read`, record) !== 'allowed') return undefined
  switch (record.kind) {
    case 'product': {
      const { kind, id, vendorId, status, name, priceCents } = record
      return { kind, id, vendorId, status, name, priceCents }
    }
    case 'payout': {
      const { kind, id, vendorId, amountCents, requestedBy, status } = record
      return { kind, id, vendorId, amountCents, requestedBy, status }
    }
    case 'order':
      return actor && roleOf(actor).order(record)
  }
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
