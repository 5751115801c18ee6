import { check, expect } from 'backend-workbook/check'
import { decide } from '../../../exercises/15-rbac/marketplace-policy.ts'
import { ACTORS, allRecords, creations, order, payout, product, refusedOtherwise } from './cells.ts'

const { retailer, staff } = ACTORS

check('answers 401 to nobody, but for published products', { read: '401-403-404' }, () => {
  expect(decide(undefined, 'product:read', product('own', 'published')), 'product:read, published').toBe('allowed')
  const others = allRecords().filter((record) => record.kind !== 'product' || record.status !== 'published')
  const answers = others.map((record) => decide(undefined, `${record.kind}:read`, record))
  expect(new Set(answers), 'the decisions about reading each other record').toEqual(new Set([401]))
  for (const action of ['product:edit', 'product:create', 'order:teleport', 'constructor']) {
    expect(decide(undefined, action, product('own', 'published')), `${action} by nobody`).toBe(401)
  }
})

check('refuses what the table does not have', { read: 'deny-by-default' }, () => {
  const actions = ['order:teleport', 'product', '', 'ORDER:READ', 'order:read ', 'order:', 'read', 'product:cancel']
  const inherited = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'order:constructor']
  for (const action of [...actions, ...inherited]) {
    for (const record of [order('own', 'paid'), product('own', 'published')]) {
      expect(decide(staff, action, record), `decide(staff, ${JSON.stringify(action)}, ${record.kind})`).toBe(403)
    }
    expect(decide(retailer, action), `decide(retailer, ${JSON.stringify(action)})`).toBe(403)
  }
  const published = product('own', 'published')
  for (const role of ['auditor', 'Staff', 'staff ', '', 'constructor', '__proto__', 'toString']) {
    const actor = { id: 'ret-1', role }
    const by = `by the role ${JSON.stringify(role)}`
    expect(decide(actor, 'order:read', order('own', 'paid')), `order:read ${by}`).toBe(404)
    expect(decide(actor, 'product:edit', published), `product:edit of a published product ${by}`).toBe(403)
    expect(decide(actor, 'product:read', published), `product:read of a published product ${by}`).toBe('allowed')
    expect(creations(actor), `what may be made new ${by}`).toEqual([])
  }
})

check('refuses an action without its record, or with one of another kind', { read: 'deny-by-default' }, () => {
  for (const action of ['product:read', 'product:remove', 'order:read', 'order:cancel', 'payout:approve']) {
    expect(decide(staff, action), `decide(staff, '${action}')`).toBe(403)
  }
  for (const [action, record] of [
    ['order:read', product('own', 'published')],
    ['product:read', order('own', 'paid')],
    ['product:remove', payout('foreign', 'requested')],
    ['payout:approve', order('foreign', 'paid')],
  ] as const) {
    expect(decide(staff, action, record), `decide(staff, '${action}', ${record.kind})`).toBe(403)
  }
})

check('answers 404 about a record that the actor may not read', { read: '401-403-404' }, () => {
  expect(refusedOtherwise(404), 'refusals that should be 404, and are not').toEqual([])
})

check('answers 403 where the record may be read, and the action is not for this actor', { read: '401-403-404' }, () => {
  expect(refusedOtherwise(403), 'refusals that should be 403, and are not').toEqual([])
})

check('answers 409 where only the status is in the way', { read: 'policy-table' }, () => {
  expect(refusedOtherwise(409), 'refusals that should be 409, and are not').toEqual([])
})
