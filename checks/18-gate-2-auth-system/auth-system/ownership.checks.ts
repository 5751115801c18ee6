import { check, expect } from 'backend-workbook/check'
import { ask, dataOf, FORBIDDEN, inTurn, NOT_FOUND, newOrder, ORDERS, type Order, refusal, signedIn } from './client.ts'
import { theService } from './service.ts'

const NO_ID = '00000000-0000-4000-8000-000000000000'

check('shows nobody the orders of others', { read: 'ownership', requirement: 'ownership', points: 2 }, async () => {
  const app = await theService()
  const [ada, bob] = [await signedIn(app), await signedIn(app)]
  const order = await newOrder(app, ada, '  as it is,\nwith spaces ')
  const fields = {
    id: expect.any(String),
    accountId: ada.id,
    note: '  as it is,\nwith spaces ',
    createdAt: expect.any(String),
  }
  expect(order, `the data of POST ${ORDERS}`).toEqual(fields)
  const own = await ask(app, 'GET', `${ORDERS}/${order.id}`, { token: ada.access })
  expect(dataOf(own, 200, `GET ${ORDERS}/:id of an own order`), 'that order').toEqual(order)
  const foreign = await ask(app, 'GET', `${ORDERS}/${order.id}`, { token: bob.access })
  const missing = await ask(app, 'GET', `${ORDERS}/${NO_ID}`, { token: bob.access })
  expect(refusal(foreign), `GET ${ORDERS}/:id of another account's order`).toEqual(NOT_FOUND)
  expect(foreign.text, 'its body, beside that for an order that does not exist').toBe(missing.text)
  for (const query of [`?accountId=${ada.id}`, `?account_id=${ada.id}`, `?owner=${ada.id}`, '?search=', '']) {
    const list = await ask(app, 'GET', `${ORDERS}${query}`, { token: bob.access })
    expect(list.body, `GET ${ORDERS}${query.replace(ada.id, '<id of another>')} of somebody without orders`).toEqual({
      data: [],
    })
  }
})

check(
  'lets nobody delete the orders of others, nor place one in their name',
  { read: 'ownership', requirement: 'ownership', points: 2 },
  async () => {
    const app = await theService()
    const [ada, bob, admin] = [await signedIn(app), await signedIn(app), await signedIn(app, 'admin')]
    const order = await newOrder(app, ada)
    const path = `${ORDERS}/${order.id}`
    const foreign = await ask(app, 'DELETE', path, { token: bob.access })
    expect(refusal(foreign), `DELETE ${ORDERS}/:id of another account's order`).toEqual(NOT_FOUND)
    expect(refusal(await ask(app, 'DELETE', path, { token: admin.access })), 'DELETE of an admin').toEqual(FORBIDDEN)
    for (const fields of [
      { accountId: ada.id },
      { account_id: ada.id },
      { id: order.id },
      { createdAt: order.createdAt },
    ]) {
      const given = `POST ${ORDERS} with a note and ${Object.keys(fields)[0]}`
      const answer = await ask(app, 'POST', ORDERS, { token: bob.access, body: { note: 'mine', ...fields } })
      expect(answer.status, given).toBe(422)
    }
    const still = await ask(app, 'GET', ORDERS, { token: ada.access })
    expect(dataOf(still, 200, `GET ${ORDERS}`), 'the own orders after all that').toEqual([order])
    const gone = await ask(app, 'DELETE', path, { token: ada.access })
    expect([gone.status, gone.text], `status and body of DELETE ${ORDERS}/:id of an own order`).toEqual([204, ''])
    expect(refusal(await ask(app, 'GET', path, { token: ada.access })), 'GET of that order').toEqual(NOT_FOUND)
    expect(refusal(await ask(app, 'DELETE', path, { token: ada.access })), 'DELETE of it again').toEqual(NOT_FOUND)
  },
)

check(
  'shows admins the orders of all, the newest first',
  { read: 'ownership', requirement: 'ownership', points: 1 },
  async () => {
    const app = await theService()
    const [ada, bob, admin] = [await signedIn(app), await signedIn(app), await signedIn(app, 'admin')]
    const word = `lot ${ada.id}`
    const orders: Order[] = []
    for (const [index, owner] of [ada, bob, ada].entries()) orders.push(await newOrder(app, owner, `${word}-${index}`))
    const notes = async (token: string) => {
      const answer = await ask(app, 'GET', `${ORDERS}?search=${encodeURIComponent(word.toUpperCase())}`, { token })
      return dataOf<Order[]>(answer, 200, `GET ${ORDERS}?search=…`).map(({ note }) => note.slice(-2))
    }
    expect(await notes(admin.access), 'the ends of the notes that an admin finds').toEqual(['-2', '-1', '-0'])
    expect(await notes(ada.access), 'the ends of the notes that a retailer finds').toEqual(['-2', '-0'])
    const one = await ask(app, 'GET', `${ORDERS}/${orders[1]?.id}`, { token: admin.access })
    expect(one.body, `GET ${ORDERS}/:id of an admin`).toEqual({ data: orders[1] })
    await inTurn(100, (index) => newOrder(app, bob, `${index} ${'x'.repeat(490)}`))
    const many = await ask(app, 'GET', ORDERS, { token: bob.access })
    const { length } = dataOf<Order[]>(many, 200, `GET ${ORDERS} of somebody with 101 orders`)
    expect(length, `orders in GET ${ORDERS} of somebody who has 101`).toBe(100)
  },
)
