/** What the checks of marketplace-policy share: the table as data, and a record for each of its cells. */
import {
  type Actor,
  type Decision,
  decide,
  type MarketRecord,
  type Order,
  type Payout,
  type Product,
} from '../../../exercises/15-rbac/marketplace-policy.ts'

export const ACTORS = {
  vendor: { id: 'ven-1', role: 'vendor' },
  retailer: { id: 'ret-1', role: 'retailer' },
  partner: { id: 'par-1', role: 'partner' },
  staff: { id: 'sta-1', role: 'staff' },
} satisfies Record<string, Actor>

export type Role = keyof typeof ACTORS

/** `own`: of ven-1, ret-1 and par-1, and a payout that sta-1 has requested. `foreign`: of all the others. */
type Whose = 'own' | 'foreign'

/** A case of the table, such as `order:cancel, own, placed`. */
interface Case {
  name: string
  action: string
  record: MarketRecord
  whose: Whose
}

const PRODUCT: Product['status'][] = ['draft', 'published', 'removed']
const ORDER: Order['status'][] = ['placed', 'paid', 'packed', 'shipped', 'delivered', 'cancelled', 'refunded']
const PAYOUT: Payout['status'][] = ['requested', 'approved']

const ACTIONS: Record<MarketRecord['kind'], string[]> = {
  product: ['read', 'edit', 'remove'],
  order: ['read', 'cancel', 'pack', 'ship', 'deliver', 'refund'],
  payout: ['read', 'approve'],
}

export const CREATING = ['product:create', 'order:create', 'payout:request']

/** What an actor may make new. */
export const creations = (actor: Actor | undefined) => CREATING.filter((action) => decide(actor, action) === 'allowed')

/** Statuses by whose record it is; `all` of them. */
type Cell = Partial<Record<Whose, string>>

const each = (statuses: string): Cell => ({ own: statuses, foreign: statuses })

const TABLE: Record<Role, Record<string, Cell>> = {
  vendor: {
    'product:read': { own: 'all', foreign: 'published' },
    'product:edit': { own: 'draft published' },
    'product:remove': { own: 'draft published' },
    'order:read': { own: 'all' },
    'order:pack': { own: 'paid' },
    'payout:read': { own: 'all' },
  },
  retailer: {
    'product:read': each('published'),
    'order:read': { own: 'all' },
    'order:cancel': { own: 'placed paid' },
  },
  partner: {
    'product:read': each('published'),
    'order:read': { own: 'all' },
    'order:ship': { own: 'packed' },
    'order:deliver': { own: 'shipped' },
  },
  staff: {
    'product:read': each('all'),
    'product:remove': each('published'),
    'order:read': each('all'),
    'order:cancel': each('placed paid packed'),
    'order:refund': each('delivered cancelled'),
    'payout:read': each('all'),
    'payout:approve': { foreign: 'requested' },
  },
}

export const MAY_CREATE: Record<Role, string[]> = {
  vendor: ['product:create', 'payout:request'],
  retailer: ['order:create'],
  partner: [],
  staff: ['payout:request'],
}

function has(cell: Cell | undefined, { whose, record }: Case): boolean {
  const statuses = cell?.[whose]
  return statuses === 'all' || (statuses?.split(' ').includes(record.status) ?? false)
}

function expected(role: Role, each: Case): Decision {
  const cells = TABLE[role]
  if (!has(cells[`${each.record.kind}:read`], each)) return 404
  if (cells[each.action]?.[each.whose] === undefined) return 403
  return has(cells[each.action], each) ? 'allowed' : 409
}

export function product(whose: Whose, status: Product['status']): Product {
  const vendorId = whose === 'own' ? 'ven-1' : 'ven-2'
  return frozen({ kind: 'product', id: `p-${whose}-${status}`, vendorId, status, name: 'Flour', priceCents: 480 })
}

/** Every order has a line of ven-2. */
export function order(whose: Whose, status: Order['status']): Order {
  const line = (vendorId: string) => ({ vendorId, productId: `p-${vendorId}`, quantity: 2, priceCents: 480 })
  const [retailerId, partnerId] = whose === 'own' ? ['ret-1', 'par-1'] : ['ret-2', 'par-2']
  const lines = whose === 'own' ? [line('ven-2'), line('ven-1')] : [line('ven-2'), line('ven-3')]
  const id = `o-${whose}-${status}`
  return frozen({ kind: 'order', id, retailerId, partnerId, status, address: 'Quay 1', totalCents: 1920, lines })
}

export function payout(whose: Whose, status: Payout['status']): Payout {
  const [vendorId, requestedBy] = whose === 'own' ? ['ven-1', 'sta-1'] : ['ven-2', 'ven-2']
  return frozen({ kind: 'payout', id: `y-${whose}-${status}`, vendorId, amountCents: 9000, requestedBy, status })
}

/** Nothing may be changed of it. */
export function frozen<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) frozen(part)
  return Object.freeze(value)
}

export function allRecords(): MarketRecord[] {
  return (['own', 'foreign'] as const).flatMap((whose) => [
    ...PRODUCT.map((status) => product(whose, status)),
    ...ORDER.map((status) => order(whose, status)),
    ...PAYOUT.map((status) => payout(whose, status)),
  ])
}

/** Every action on every record that there is a cell for. */
function allCases(): Case[] {
  return allRecords().flatMap((record) =>
    ACTIONS[record.kind].map((verb) => {
      const action = `${record.kind}:${verb}`
      const whose = record.id.includes('-own-') ? 'own' : 'foreign'
      return { name: `${action}, ${whose}, ${record.status}`, action, record, whose } as const
    }),
  )
}

/** The cases in which the decision is one thing and should be the other, each with what was decided. */
export function wronglyDecided(role: Role): { tooMuch: string[]; tooLittle: string[] } {
  const decided = allCases().map((each) => ({ ...each, is: decide(ACTORS[role], each.action, each.record) }))
  const names = (right: boolean) =>
    decided
      .filter((each) => (expected(role, each) === 'allowed') === right && (each.is === 'allowed') !== right)
      .map(({ name }) => name)
  return { tooMuch: names(false), tooLittle: names(true) }
}

/** The cases of all roles that must be refused with that status, and are refused with another. */
export function refusedOtherwise(status: Decision): string[] {
  return (Object.keys(ACTORS) as Role[]).flatMap((role) =>
    allCases().flatMap((each) => {
      if (expected(role, each) !== status) return []
      const is = decide(ACTORS[role], each.action, each.record)
      return is === status || is === 'allowed' ? [] : [`${role}: ${each.name}: ${is}`]
    }),
  )
}
