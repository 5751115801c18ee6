import { check, expect } from 'backend-workbook/check'
import { ask, dataOf, INVALID, NOT_FOUND, refusal } from './asking.ts'
import { adminToken, type Cart, cartOf, changeProduct, newPerson, newProduct, put, tryPut } from './client.ts'
import { fragileShop, theShop } from './service.ts'

const NOTHING = { subtotalCents: 0, discountCents: 0, shippingCents: 0, taxCents: 0, totalCents: 0 }

check(
  'puts in, changes and takes out, with the totals of what is in it',
  { read: 'prices', requirement: 'cart', points: 2 },
  async () => {
    const app = await theShop()
    const person = await newPerson(app)
    expect(await cartOf(app, person, ' of a new account'), 'a new cart').toMatchObject({ items: [], totals: NOTHING })
    const [flour, oven] = [await newProduct(app, { cents: 999 }), await newProduct(app, { cents: 4505, stock: 1 })]
    const first = await put(app, person, flour.id)
    const item = { productId: flour.id, name: flour.name, cents: 999, quantity: 1 }
    expect(first.items, 'the items after one flour').toMatchObject([item])
    const small = { subtotalCents: 999, discountCents: 0, shippingCents: 490, taxCents: 104, totalCents: 1593 }
    expect(first.totals, 'the totals of one flour for 999').toMatchObject(small)
    await put(app, person, oven.id, 2)
    const large = await put(app, person, flour.id, 3)
    expect(quantities(large), 'the quantities after two ovens, of which there is one, and three flours').toEqual({
      [flour.id]: 3,
      [oven.id]: 2,
    })
    const totals = { subtotalCents: 12_007, discountCents: 1200, shippingCents: 0, taxCents: 756, totalCents: 11_563 }
    expect(large.totals, 'the totals of 3 × 999 and 2 × 4505').toMatchObject(totals)
    for (const time of ['first', 'second']) {
      const answer = await ask(app, 'DELETE', `/cart/items/${oven.id}`, { token: person.token })
      const cart = dataOf<Cart>(answer, 200, `the ${time} DELETE of the oven`)
      expect(quantities(cart), `the quantities after the ${time} DELETE of the oven`).toEqual({ [flour.id]: 3 })
    }
  },
)

const quantities = ({ items }: Cart) =>
  Object.fromEntries(items.map(({ productId, quantity }) => [productId, quantity]))

check(
  'shows the prices of now, and nothing that is not sold any more',
  { read: 'prices', requirement: 'cart', points: 1 },
  async () => {
    const app = await theShop()
    const person = await newPerson(app)
    const [flour, salt] = [await newProduct(app), await newProduct(app)]
    await put(app, person, flour.id)
    await put(app, person, salt.id)
    await changeProduct(app, flour.id, { cents: 1000 })
    await ask(app, 'DELETE', `/products/${salt.id}`, { token: await adminToken(app) })
    const cart = await cartOf(app, person, ' after a new price and a deletion')
    expect(cart.items, 'the items after a new price and a deletion').toMatchObject([
      { productId: flour.id, cents: 1000, quantity: 1 },
    ])
    expect(cart.totals.subtotalCents, 'the subtotal').toBe(1000)
  },
)

check(
  'is the same at every instance, and of one account alone',
  { read: 'prices', requirement: 'cart', points: 1, ms: 8000 },
  async () => {
    const [app, { app: other }] = [await theShop(), await fragileShop()]
    const [person, stranger, product] = [await newPerson(app), await newPerson(app), await newProduct(app)]
    await put(app, person, product.id, 4)
    expect(quantities(await cartOf(other, person)), 'the cart at another instance').toEqual({ [product.id]: 4 })
    expect((await cartOf(app, stranger)).items, "somebody else's cart").toEqual([])
    await ask(app, 'DELETE', `/cart/items/${product.id}`, { token: stranger.token })
    expect(quantities(await cartOf(app, person)), 'after a stranger took it out').toEqual({ [product.id]: 4 })
  },
)

check(
  'refuses quantities that are none, and products that are none',
  { read: 'prices', requirement: 'cart', points: 2 },
  async () => {
    const app = await theShop()
    const [person, product] = [await newPerson(app), await newProduct(app)]
    await put(app, person, product.id, 100)
    for (const quantity of [0, -1, 1.5, 101, '2', null, undefined, [1]]) {
      const given = `PUT /cart/items/:productId with ${JSON.stringify({ quantity })}`
      expect(refusal(await tryPut(app, person, product.id, quantity)), given).toEqual(INVALID)
    }
    const body = { quantity: 1, cents: 1 }
    const own = await ask(app, 'PUT', `/cart/items/${product.id}`, { token: person.token, body })
    expect(refusal(own), 'PUT /cart/items/:productId with a price').toEqual(INVALID)
    for (const id of ['nothing', '4b7e2f10-2f0c-4a63-9d55-0a7d1c1f3a11']) {
      expect(refusal(await tryPut(app, person, id, 1)), `PUT /cart/items/${id}`).toEqual(NOT_FOUND)
    }
    expect(quantities(await cartOf(app, person)), 'the cart after all that').toEqual({ [product.id]: 100 })
  },
)
