import { check, expect } from 'backend-workbook/check'
import { ask, CART_EMPTY, CONFLICT, dataOf, NOT_FOUND, refusal } from './asking.ts'
import {
  adminToken,
  cartOf,
  changeProduct,
  namedOf,
  newOrder,
  newPerson,
  newProduct,
  type Order,
  orderedBy,
  orderNow,
  put,
  statusesOf,
  stockOf,
  tryCancel,
  tryOrder,
  tryPay,
} from './client.ts'
import { atOnce, leafThrough, tally } from './many.ts'
import { theShop } from './service.ts'

check(
  'makes an order of the cart, empties it, and takes the goods out of the stock',
  { read: 'stock', requirement: 'orders', points: 2 },
  async () => {
    const app = await theShop()
    const [person, flour, oven] = [await newPerson(app), await newProduct(app), await newProduct(app, { cents: 4505 })]
    await put(app, person, flour.id, 3)
    const { totals } = await put(app, person, oven.id, 2)
    const order = dataOf<Order>(await tryOrder(app, person), 201, 'POST /orders')
    expect(order, 'a new order').toMatchObject({ status: 'pending', totals })
    expect(order.lines, 'its lines').toHaveLength(2)
    for (const [{ id, name, cents }, quantity] of [[flour, 3] as const, [oven, 2] as const]) {
      expect(order.lines, 'its lines').toContainEqual(expect.objectContaining({ productId: id, name, cents, quantity }))
    }
    expect(statusesOf(order), 'its history').toEqual(['pending'])
    for (const time of [order.createdAt, order.history[0]?.at]) {
      expect(time, 'a time').toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    }
    expect((await cartOf(app, person, ' after that')).items, 'the items of the cart after that').toEqual([])
    const left = [await stockOf(app, flour), await stockOf(app, oven)]
    expect(left, 'what is left of 10 and 10 after 3 and 2').toEqual([7, 8])
    expect(refusal(await tryOrder(app, person)), 'POST /orders with an empty cart').toEqual(CART_EMPTY)
    const listed = dataOf<Order[]>(await ask(app, 'GET', '/orders', { token: person.token }), 200, 'GET /orders')
    expect(listed.map(namedOf), 'GET /orders').toEqual([namedOf(order)])
  },
)

check(
  'keeps names, prices and totals as they were when the order was made',
  { read: 'prices', requirement: 'orders', points: 1 },
  async () => {
    const app = await theShop()
    const { person, order, product } = await orderedBy(app)
    await changeProduct(app, product.id, { name: 'something else', cents: 1 })
    expect(namedOf(await orderNow(app, person, order.id, ' after a PATCH of the product')), 'the order').toEqual(
      namedOf(order),
    )
    await ask(app, 'DELETE', `/products/${product.id}`, { token: await adminToken(app) })
    expect(namedOf(await orderNow(app, person, order.id, ' after the product was deleted')), 'the order').toEqual(
      namedOf(order),
    )
  },
)

check(
  "hides somebody else's orders, but not from admins",
  { read: 'accounts', requirement: 'orders', points: 1 },
  async () => {
    const app = await theShop()
    const { person, order } = await orderedBy(app)
    const stranger = await newPerson(app)
    for (const answer of [
      await ask(app, 'GET', `/orders/${order.id}`, stranger),
      await tryCancel(app, stranger, order.id),
      await tryPay(app, stranger, order.id),
      await ask(app, 'GET', '/orders/nothing', stranger),
    ]) {
      expect(refusal(answer), "somebody else's order: GET, cancel and pay").toEqual(NOT_FOUND)
    }
    const listed = dataOf<Order[]>(await ask(app, 'GET', '/orders', stranger), 200, 'GET /orders of the stranger')
    expect(listed, 'GET /orders of the stranger').toEqual([])
    const token = await adminToken(app)
    expect((await orderNow(app, { token }, order.id)).status, 'the order, for an admin').toBe('pending')
    expect((await tryCancel(app, { token }, order.id)).status, 'a cancellation by an admin').toBe(200)
    expect((await orderNow(app, person, order.id)).status, 'the order after that').toBe('cancelled')
  },
)

check('cancels once, and puts the goods back once', { read: 'stock', requirement: 'orders', points: 2 }, async () => {
  const app = await theShop()
  const [person, product] = [await newPerson(app), await newProduct(app)]
  const order = await newOrder(app, person, product.id, 4)
  const answers = await atOnce(6, () => tryCancel(app, person, order.id))
  expect(tally(answers), 'the statuses of six POST /orders/:id/cancel at once').toEqual({ 200: 1, 409: 5 })
  expect(refusal(await tryCancel(app, person, order.id)), 'one more after that').toEqual(CONFLICT)
  expect(await stockOf(app, product), 'the stock after that').toBe(10)
  const now = await orderNow(app, person, order.id)
  expect([now.status, ...statusesOf(now)], 'status and history after that').toEqual([
    'cancelled',
    'pending',
    'cancelled',
  ])
  expect(refusal(await tryPay(app, person, order.id)), 'POST /orders/:id/pay after that').toEqual(CONFLICT)
})

check(
  'lists the own orders page by page, the newest first',
  { read: 'products', requirement: 'orders', points: 2 },
  async () => {
    const app = await theShop()
    const [person, other, product] = [await newPerson(app), await newPerson(app), await newProduct(app)]
    const made: string[] = []
    for (let count = 0; count < 5; count += 1) {
      made.unshift((await newOrder(app, person, product.id)).id)
      if (count % 2 === 0) await newOrder(app, other, product.id)
    }
    const between = () => newOrder(app, other, product.id)
    await changeProduct(app, product.id, { stock: 20 })
    const ids = await leafThrough(app, '/orders?limit=2', person.token, between)
    expect(ids, 'the orders of all pages').toEqual(made)
  },
)
