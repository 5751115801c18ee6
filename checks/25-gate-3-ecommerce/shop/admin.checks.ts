import { type App, check, expect } from 'backend-workbook/check'
import { type Answer, ask, CONFLICT, dataOf, FORBIDDEN, INVALID, NOBODY, NOT_FOUND, refusal } from './asking.ts'
import {
  adminToken,
  newOrder,
  newPerson,
  newProduct,
  type Order,
  orderedBy,
  statusesOf,
  tryCancel,
  tryPay,
} from './client.ts'
import { leafThrough } from './many.ts'
import { bring, eventOf, intentOf } from './money.ts'
import { bank, theShop } from './service.ts'

async function ship(app: App, id: string, status: unknown = 'shipped'): Promise<Answer> {
  return ask(app, 'PATCH', `/admin/orders/${id}`, { token: await adminToken(app), body: { status } })
}

check('is closed to everybody but admins', { read: 'staff', requirement: 'admin', points: 1 }, async () => {
  const app = await theShop()
  const { person, order } = await orderedBy(app)
  const rows = [
    ['GET', '/admin/orders', undefined],
    ['GET', '/admin/summary', undefined],
    ['PATCH', `/admin/orders/${order.id}`, { status: 'shipped' }],
  ] as const
  for (const [method, path, body] of rows) {
    const given = `${method} ${path.replace(order.id, ':id')}`
    expect(refusal(await ask(app, method, path, { body })), `${given} without a token`).toEqual(NOBODY)
    const byPerson = await ask(app, method, path, { token: person.token, body })
    expect(refusal(byPerson), `${given} of a retailer`).toEqual(FORBIDDEN)
  }
})

check(
  'lists the orders of all accounts, by status and page by page',
  { read: 'staff', requirement: 'admin', points: 2 },
  async () => {
    const app = await theShop()
    const token = await adminToken(app)
    const [person, product] = [await newPerson(app), await newProduct(app)]
    const made: string[] = []
    for (let count = 0; count < 3; count += 1) made.unshift((await newOrder(app, person, product.id)).id)
    const other = await orderedBy(app)
    await tryPay(app, person, String(made[1]))
    const listed = async (query: string) =>
      dataOf<(Order & { accountId: string })[]>(
        await ask(app, 'GET', `/admin/orders${query}`, { token }),
        200,
        `GET /admin/orders${query}`,
      )
    const newest = (await listed('?limit=4')).map(({ id, accountId }) => [id, accountId])
    const expected = [other.order.id, ...made].map((id) => [id, id === other.order.id ? other.person.id : person.id])
    expect(newest, 'ids and accounts of the newest four').toEqual(expected)
    expect(
      (await listed('?status=paid&limit=1')).map(({ id }) => id),
      'the newest that is paid',
    ).toEqual([made[1]])
    const pending = await leafThrough(app, '/admin/orders?status=pending&limit=100', token)
    expect(
      pending.filter((id) => made.includes(id)),
      'those of the account that are pending',
    ).toEqual([made[0], made[2]])
    for (const query of ['status=open', 'status=', 'limit=x', 'cursor=-']) {
      const answer = await ask(app, 'GET', `/admin/orders?${query}`, { token })
      expect(refusal(answer), `GET /admin/orders?${query}`).toEqual(INVALID)
    }
  },
)

check('ships what is paid, and nothing else', { read: 'staff', requirement: 'admin', points: 1 }, async () => {
  const app = await theShop()
  const { person, order } = await orderedBy(app)
  expect(refusal(await ship(app, order.id)), 'shipping a pending order').toEqual(CONFLICT)
  await tryPay(app, person, order.id)
  for (const status of ['paid', 'pending', 'refunded', 7]) {
    expect(refusal(await ship(app, order.id, status)), `PATCH with the status ${status}`).toEqual(INVALID)
  }
  const shipped = dataOf<Order>(await ship(app, order.id), 200, 'shipping a paid order')
  expect([shipped.status, ...statusesOf(shipped)], 'status and history').toEqual([
    ...['shipped', 'pending', 'paid', 'shipped'],
  ])
  expect(refusal(await ship(app, order.id)), 'shipping it once more').toEqual(CONFLICT)
  expect((await tryPay(app, person, order.id)).status, 'the status of paying it once more').toBe(200)
  expect(refusal(await tryCancel(app, person, order.id)), 'cancelling it').toEqual(CONFLICT)
  expect(refusal(await ship(app, 'nothing')), 'shipping nothing').toEqual(NOT_FOUND)
})

check(
  'sums up what there is, and what was earned',
  { read: 'staff', requirement: 'admin', points: 2, ms: 4000 },
  async () => {
    const [app, { stripe }] = [await theShop(), await bank()]
    const token = await adminToken(app)
    interface Summary {
      orders: Record<string, number>
      revenueCents: number
    }
    const summary = async () =>
      dataOf<Summary>(await ask(app, 'GET', '/admin/summary', { token }), 200, 'GET /admin/summary')
    const before = await summary()
    const names = ['pending', 'paid', 'shipped', 'cancelled', 'refunded']
    expect(Object.keys(before.orders).sort(), 'the statuses of the summary').toEqual(names.toSorted())
    const made: Awaited<ReturnType<typeof orderedBy>>[] = []
    for (const cents of [100, 200, 300, 400, 500]) made.push(await orderedBy(app, cents))
    const [paid, shipped, cancelled, refunded] = made
    if (!paid || !shipped || !cancelled || !refunded) return
    for (const { person, order } of [paid, shipped, refunded]) await tryPay(app, person, order.id)
    await ship(app, shipped.order.id)
    await tryCancel(app, cancelled.person, cancelled.order.id)
    const { id } = await intentOf(refunded.order)
    await stripe.refunds.create({ payment_intent: id })
    await bring(app, await eventOf('charge.refunded', id))
    const after = await summary()
    const more = Object.fromEntries(
      names.map((name) => [name, Number(after.orders[name]) - Number(before.orders[name])]),
    )
    const each = { pending: 1, paid: 1, shipped: 1, cancelled: 1, refunded: 1 }
    expect(more, 'what one order of each status adds').toEqual(each)
    const earned = paid.order.totals.totalCents + shipped.order.totals.totalCents
    expect(after.revenueCents - before.revenueCents, 'what they add to revenueCents').toBe(earned)
  },
)
