import { check, expect } from 'backend-workbook/check'
import { type Actor, type MarketRecord, page, view } from '../../../exercises/15-rbac/marketplace-policy.ts'
import { ACTORS, frozen, order, payout, product } from './cells.ts'

const { vendor, retailer, partner, staff } = ACTORS
const ids = (records: readonly object[]) => records.map((record) => Reflect.get(record, 'id'))

check('shows of a record what the actor needs, field by field', { read: 'least-privilege' }, () => {
  const record = order('own', 'packed')
  const extra = <T extends object>(value: T): T => frozen({ ...value, fraudScore: 9, internalNote: 'rude' })
  const lines = record.lines.map(extra)
  const stored = extra({ ...record, lines })
  const { id, kind, status, partnerId, address } = record
  expect(view(vendor, stored), 'view(vendor, order)').toStrictEqual({ id, kind, status, lines: [record.lines[1]] })
  expect(view(partner, stored), 'view(partner, order)').toStrictEqual({ id, kind, status, partnerId, address })
  expect(view(retailer, stored), 'view(retailer, order)').toStrictEqual({ ...record })
  expect(view(staff, stored), 'view(staff, order)').toStrictEqual({ ...record })
  for (const [name, actor, other] of [
    ['vendor', vendor, product('own', 'draft')],
    ['retailer', retailer, product('own', 'published')],
    ['undefined', undefined, product('own', 'published')],
    ['vendor', vendor, payout('own', 'requested')],
    ['staff', staff, payout('own', 'requested')],
  ] as const) {
    const given = `view(${name}, ${other.kind}), with columns that the interface does not name`
    expect(view(actor, extra(other)), given).toStrictEqual({ ...other })
  }
  const line = { vendorId: 'ven-1', productId: '', quantity: 0, priceCents: 0 }
  const empty = frozen({ ...order('own', 'paid'), address: '', totalCents: 0, lines: [line] })
  const { id: emptyId } = empty
  for (const [name, actor, seen] of [
    ['vendor', vendor, { kind, id: emptyId, status: 'paid', lines: [line] }],
    ['partner', partner, { kind, id: emptyId, status: 'paid', partnerId, address: '' }],
    ['retailer', retailer, empty],
    ['staff', staff, empty],
  ] as const) {
    expect(view(actor, empty), `view(${name}, order with an empty address and prices of 0)`).toStrictEqual({ ...seen })
  }
  const free = frozen({ ...product('own', 'published'), name: '', priceCents: 0 })
  expect(view(retailer, free), 'view(retailer, product without a name, for 0)').toStrictEqual({ ...free })
  const nothing = frozen({ ...payout('own', 'requested'), amountCents: 0 })
  expect(view(staff, nothing), 'view(staff, payout of 0)').toStrictEqual({ ...nothing })
  expect(view(retailer, order('foreign', 'paid')), 'view(retailer, order of another)').toBeUndefined()
  expect(view(undefined, order('own', 'paid')), 'view(undefined, order)').toBeUndefined()
})

check('lists and counts what the actor may read, and nothing else', { read: 'whose-record' }, () => {
  const [first, ...others] = [
    order('foreign', 'paid'),
    order('own', 'placed'),
    order('foreign', 'packed'),
    payout('own', 'requested'),
  ]
  const records = [
    first,
    ...others,
    order('own', 'shipped'),
    product('foreign', 'draft'),
    product('foreign', 'published'),
  ] as MarketRecord[]
  const seenBy: [string, Actor | undefined, number[]][] = [
    ['retailer', retailer, [1, 4, 6]],
    ['vendor', vendor, [1, 3, 4, 6]],
    ['staff', staff, [0, 1, 2, 3, 4, 5, 6]],
    ['undefined', undefined, [6]],
    ['an unknown role', { id: 'ret-1', role: 'auditor' }, [6]],
  ]
  for (const [name, actor, places] of seenBy) {
    const readable = places.map((place) => records[place]?.id)
    for (const [offset, limit] of [
      [0, 20],
      [0, 2],
      [1, 2],
      [9, 2],
    ] as const) {
      const { items, total } = page(actor, frozen([...records]), { offset, limit })
      const given = `page(${name}, seven records, { offset: ${offset}, limit: ${limit} })`
      expect({ ids: ids(items), total }, given).toEqual({
        ids: readable.slice(offset, offset + limit),
        total: readable.length,
      })
    }
  }
  const { items } = page(partner, records, { offset: 0, limit: 1 })
  expect(items, 'page(partner, …): the views of an order').toEqual([view(partner, order('own', 'placed'))])
})
