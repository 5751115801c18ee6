import { check, expect } from 'backend-workbook/check'
import { ask, OUT_OF_STOCK, refusal } from './asking.ts'
import { cartOf, newPerson, newProduct, type Order, type Person, put, stockOf, tryOrder } from './client.ts'
import { atOnce, inTurn, tally } from './many.ts'
import { fragileShop, theShop } from './service.ts'

const BUYERS = 200
const SACKS = 50
const CROSSING = 24

let people: Promise<Person[]> | undefined

/** Made once, for both checks. */
async function buyers(): Promise<Person[]> {
  people ??= inTurn(BUYERS, async () => newPerson(await theShop()))
  return people
}

check(
  'sells 50 sacks to 50 of 200 who buy at the same moment',
  { read: 'stock', requirement: 'stock', points: 4, ms: 8000 },
  async () => {
    const [app, { app: other }] = [await theShop(), await fragileShop()]
    const product = await newProduct(app, { stock: SACKS })
    const crowd = await buyers()
    await inTurn(BUYERS, async (index) => put(app, crowd[index] as Person, product.id))
    const answers = await Promise.all(crowd.map((buyer, index) => tryOrder(index % 2 ? other : app, buyer)))
    const given = 'the statuses of 200 POST /orders at once, for 50 sacks, at two instances'
    expect(tally(answers), given).toEqual({ 201: SACKS, 409: BUYERS - SACKS })
    expect(await stockOf(app, product), 'the stock after that').toBe(0)
    const refused = answers.find(({ status }) => status === 409)
    expect(refused && refusal(refused), 'one of those that got none').toEqual(OUT_OF_STOCK)
  },
)

check(
  'lets orders of the same products in another order go through',
  { read: 'stock', requirement: 'stock', points: 2, ms: 8000 },
  async () => {
    const app = await theShop()
    const products = await atOnce(3, () => newProduct(app, { stock: 1000 }))
    const crowd = (await buyers()).slice(0, CROSSING)
    // What is left of the crowd in front of the last sacks.
    await inTurn(CROSSING, (index) => emptyCart(crowd[index] as Person))
    for (let round = 0; round < 2; round += 1) {
      await inTurn(CROSSING, async (index) => {
        const wanted = index % 2 ? products : products.toReversed()
        for (const { id } of wanted) await put(app, crowd[index] as Person, id, 1 + (index % 3))
      })
      const answers = await Promise.all(crowd.map((buyer) => tryOrder(app, buyer)))
      const given = `the statuses of ${CROSSING} POST /orders at once, half of them with the same products in reverse`
      expect(tally(answers), given).toEqual({ 201: CROSSING })
      for (const { body } of answers) expect((body as { data: Order }).data.lines, 'the lines of each').toHaveLength(3)
    }
  },
)

async function emptyCart(person: Person): Promise<void> {
  const app = await theShop()
  const { token } = person
  for (const { productId } of (await cartOf(app, person)).items) {
    await ask(app, 'DELETE', `/cart/items/${productId}`, { token })
  }
}

check('takes all of an order or nothing', { read: 'stock', requirement: 'stock', points: 2 }, async () => {
  const app = await theShop()
  const person = await newPerson(app)
  const [one, two, three] = [await newProduct(app), await newProduct(app, { stock: 2 }), await newProduct(app)]
  for (const { id } of [one, two, three]) await put(app, person, id, 3)
  const before = await cartOf(app, person)
  expect(refusal(await tryOrder(app, person)), 'an order of 3, 3 and 3, of 10, 2 and 10').toEqual(OUT_OF_STOCK)
  const left = await Promise.all([one, two, three].map((each) => stockOf(app, each)))
  expect(left, 'the stock after that').toEqual([10, 2, 10])
  expect(await cartOf(app, person, ' after that'), 'the cart after that').toEqual(before)
  await put(app, person, two.id, 2)
  expect((await tryOrder(app, person)).status, 'the order with 2 of the second').toBe(201)
  expect(await stockOf(app, two), 'the stock of the second then').toBe(0)
})

check(
  'makes one order of a cart, however often it is ordered at the same moment',
  { read: 'stock', requirement: 'stock', points: 2 },
  async () => {
    const [app, product] = [await theShop(), await newProduct(await theShop(), { stock: 100 })]
    for (let round = 1; round <= 3; round += 1) {
      const person = await newPerson(app)
      await put(app, person, product.id, 2)
      const answers = await atOnce(8, () => tryOrder(app, person))
      expect(tally(answers), 'the statuses of eight POST /orders at once with one cart').toEqual({ 201: 1, 409: 7 })
      expect(await stockOf(app, product), 'the stock after that').toBe(100 - 2 * round)
    }
  },
)
