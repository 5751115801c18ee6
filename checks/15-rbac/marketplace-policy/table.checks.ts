import { check, expect } from 'backend-workbook/check'
import { decide, type MarketRecord } from '../../../exercises/15-rbac/marketplace-policy.ts'
import { ACTORS, CREATING, creations, frozen, MAY_CREATE, order, payout, type Role, wronglyDecided } from './cells.ts'

const { retailer, partner, staff } = ACTORS
const NONE = { tooMuch: [], tooLittle: [] }

check('lets vendors do what the table says', { read: 'policy-table' }, () => {
  expect(wronglyDecided('vendor'), 'what ven-1 may do too much and too little, with every record').toEqual(NONE)
})

check('lets retailers do what the table says', { read: 'policy-table' }, () => {
  expect(wronglyDecided('retailer'), 'what ret-1 may do too much and too little, with every record').toEqual(NONE)
})

check('lets delivery partners do what the table says', { read: 'policy-table' }, () => {
  expect(wronglyDecided('partner'), 'what par-1 may do too much and too little, with every record').toEqual(NONE)
  const waiting: MarketRecord = { ...order('own', 'packed') }
  Reflect.deleteProperty(waiting, 'partnerId')
  expect(decide(partner, 'order:ship', waiting), 'order:ship of an order that nobody is assigned to').toBe(404)
})

check('lets staff do what the table says, and no more', { read: 'least-privilege' }, () => {
  expect(wronglyDecided('staff'), 'what sta-1 may do too much and too little, with every record').toEqual(NONE)
})

check('knows who may make something new', { read: 'policy-table' }, () => {
  for (const role of Object.keys(ACTORS) as Role[]) {
    expect(creations(ACTORS[role]), `of ${CREATING.join(', ')}, what ${role} may do`).toEqual(MAY_CREATE[role])
  }
  expect(decide(staff, 'order:create'), "decide(staff, 'order:create')").toBe(403)
})

check('takes a record for own by the role of the actor', { read: 'whose-record' }, () => {
  const same = frozen({ ...order('own', 'paid'), retailerId: 'x', partnerId: 'ret-1' })
  expect(decide(retailer, 'order:read', same), 'order:read by ret-1, where ret-1 is the partner').toBe(404)
  expect(decide({ id: 'x', role: 'vendor' }, 'order:read', same), 'by vendor x, where x is the retailer').toBe(404)
  expect(decide({ id: 'ven-1', role: 'partner' }, 'order:read', same), 'by partner ven-1, who has a line').toBe(404)
  const bought = frozen({ ...payout('own', 'requested'), requestedBy: 'ven-9' })
  expect(decide({ id: 'ven-9', role: 'vendor' }, 'payout:read', bought), 'payout:read by who asked for it').toBe(404)
})
