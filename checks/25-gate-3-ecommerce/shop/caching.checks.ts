import { setTimeout as sleep } from 'node:timers/promises'
import { type App, check, expect } from 'backend-workbook/check'
import { ask, NOT_FOUND, refusal } from './asking.ts'
import {
  adminToken,
  changeProduct,
  newOrder,
  newPerson,
  newProduct,
  type Product,
  productNow,
  tryCancel,
  tryPay,
  tryPut,
} from './client.ts'
import { withLockedTables } from './database.ts'
import { png, sendImage } from './images.ts'
import { atOnce } from './many.ts'
import { type FragileShop, fragileShop, theShop } from './service.ts'

const UNAVAILABLE = [503, 'unavailable']

const readOf = (app: App, { id }: Pick<Product, 'id'>) => ask(app, 'GET', `/products/${id}`)

/** Until it has its database again. */
async function recovered({ app }: FragileShop): Promise<void> {
  const status = async () => (await ask(app, 'GET', '/products?limit=1')).status
  const message = 'the status of GET /products when PostgreSQL is back'
  await expect.poll(status, { message, timeout: 3000, interval: 50 }).toBe(200)
}

async function withoutPostgres(shop: FragileShop, body: () => Promise<void>): Promise<void> {
  await shop.postgres.cut()
  try {
    await body()
  } finally {
    await shop.postgres.mend()
  }
  await recovered(shop)
}

check(
  'shows a product that was read before while PostgreSQL is away',
  { read: 'cache', requirement: 'caching', points: 2, ms: 6000 },
  async () => {
    const shop = await fragileShop()
    const [read, person] = [await newProduct(shop.app), await newPerson(shop.app)]
    const shown = { id: read.id, name: read.name, cents: read.cents, stock: read.stock, image: null }
    await untilUsed(shop, read, async () => void (await productNow(shop.app, read.id)))
    await withoutPostgres(shop, async () => {
      for (let time = 1; time <= 3; time += 1) {
        const now = await productNow(shop.app, read.id, ' while PostgreSQL is away')
        expect(now, 'the product then').toMatchObject(shown)
      }
      const { email, password } = person
      const login = await ask(shop.app, 'POST', '/auth/login', { body: { email, password } })
      expect(refusal(login), 'POST /auth/login while PostgreSQL is away').toEqual(UNAVAILABLE)
    })
    const { status } = await ask(shop.app, 'GET', '/me', person)
    expect(status, 'the status of GET /me when PostgreSQL is back').toBe(200)
  },
)

check(
  'never shows what is over, whatever has changed it, at any instance',
  { read: 'cache', requirement: 'caching', points: 1, ms: 6000 },
  async () => {
    const [app, { app: other }] = [await theShop(), await fragileShop()]
    const [product, person] = [await newProduct(app), await newPerson(app)]
    const expectNow = async (fields: Partial<Product>, when: string) => {
      for (const reader of [other, app]) {
        expect(await productNow(reader, product.id), `the product after ${when}`).toMatchObject(fields)
      }
    }
    await expectNow({ stock: 10 }, 'it was made')
    await changeProduct(app, product.id, { cents: 111 })
    await expectNow({ cents: 111 }, 'a PATCH')
    const order = await newOrder(app, person, product.id, 4)
    await expectNow({ stock: 6 }, 'an order of four')
    await tryCancel(other, person, order.id)
    await expectNow({ stock: 10 }, 'the cancellation')
    await sendImage(other, product, png())
    await expectNow({ image: `/api/v1/products/${product.id}/image` }, 'an image')
    for (let cents = 200; cents < 225; cents += 1) {
      const changing = changeProduct(cents % 2 ? app : other, product.id, { cents })
      await Promise.all([changing, ...(await atOnce(4, (index) => readOf(index % 2 ? app : other, product)))])
      await expectNow({ cents }, 'a PATCH while others read')
    }
    await ask(app, 'DELETE', `/products/${product.id}`, { token: await adminToken(app) })
    for (const reader of [other, app]) {
      expect(refusal(await readOf(reader, product)), 'the product after the deletion').toEqual(NOT_FOUND)
    }
  },
)

check(
  'takes nothing old into the cache, however late a reader is',
  { read: 'cache', requirement: 'caching', points: 1, ms: 8000 },
  async () => {
    const [app, { app: slow, redis }] = [await theShop(), await fragileShop()]
    const products = await atOnce(3, () => newProduct(app, { cents: 100 }))
    let reading: Promise<unknown> = Promise.resolve()
    try {
      await withLockedTables(async (waiting) => {
        // They find nothing in Redis, and wait for PostgreSQL.
        const before = await waiting()
        reading = Promise.all(products.map(({ id }) => productNow(slow, id).catch(() => undefined)))
        // A pool may be small, so this is no promise.
        for (let tries = 0; tries < 100 && (await waiting()) < before + products.length; tries += 1) await sleep(10)
        // What they say to Redis from now on arrives later.
        redis.freeze()
      })
      // PostgreSQL has answered them when it has answered this, which comes by the same way and after them.
      await ask(slow, 'GET', '/admin/summary', { token: await adminToken(app) })
      for (const { id } of products) await changeProduct(app, id, { cents: 222 })
    } finally {
      redis.thaw()
    }
    await reading
    for (const { id } of products) {
      for (const reader of [slow, app]) {
        expect((await productNow(reader, id)).cents, 'the price after a PATCH, while others were reading').toBe(222)
      }
    }
  },
)

check('goes on while Redis is away', { read: 'cache', requirement: 'caching', points: 1, ms: 8000 }, async () => {
  const { app, redis } = await fragileShop()
  const product = await newProduct(app)
  const person = await newPerson(app)
  await productNow(app, product.id)
  const reading = atOnce(40, (index) => (index % 4 ? readOf(app, product) : tryPut(app, person, product.id, index + 1)))
  await redis.cut()
  try {
    const statuses = (await reading).map(({ status }) => status)
    expect(new Set(statuses), 'the statuses of 40 requests during which Redis goes away').toEqual(new Set([200]))
    await changeProduct(app, product.id, { cents: 700, stock: 5 })
    expect(await productNow(app, product.id), 'the product after a PATCH').toMatchObject({ cents: 700, stock: 5 })
    const order = await newOrder(app, person, product.id, 2)
    expect((await productNow(app, product.id)).stock, 'the stock after an order').toBe(3)
    expect((await tryPay(app, person, order.id)).status, 'the status of its payment').toBe(200)
  } finally {
    await redis.mend()
  }
})

check(
  'uses Redis again when it is back, but nothing of what it holds from before',
  { read: 'redis-back', requirement: 'caching', points: 2, ms: 8000 },
  async () => {
    const shop = await fragileShop()
    const { app, redis } = shop
    const [product, other] = [await newProduct(app), await newProduct(app)]
    for (const { id } of [product, other]) await productNow(app, id)
    await redis.cut()
    await changeProduct(app, product.id, { cents: 555 })
    await ask(app, 'DELETE', `/products/${other.id}`, { token: await adminToken(app) })
    await redis.mend()
    const isFresh = async () => {
      const { cents } = await productNow(app, product.id, ' when Redis is back')
      expect(cents, 'the price that was changed while Redis was away, when it is back').toBe(555)
      expect(refusal(await readOf(app, other)), 'what was deleted while Redis was away').toEqual(NOT_FOUND)
    }
    await untilUsed(shop, product, isFresh)
    await isFresh()
  },
)

/** Until the product is answered from Redis; `before` says what must hold all that time. */
async function untilUsed(shop: FragileShop, product: Product, before: () => Promise<void>): Promise<void> {
  const isUsed = async () => {
    await before()
    let status = 0
    await withoutPostgres(shop, async () => {
      status = (await readOf(shop.app, product)).status
    })
    return status
  }
  const message = 'the status of a product that was just read, while PostgreSQL is away and Redis is there'
  await expect.poll(isUsed, { message, timeout: 4000, interval: 150 }).toBe(200)
}

check(
  'starts without Redis, and then shows nothing that a dead process could not take out',
  { read: 'redis-back', requirement: 'caching', points: 1, ms: 8000 },
  async () => {
    const { app, redis } = await fragileShop()
    const product = await newProduct(app)
    await productNow(app, product.id)
    await redis.cut()
    await changeProduct(app, product.id, { cents: 4321 })
    await app.stop('SIGKILL')
    const anew = await fragileShop().finally(() => redis.mend())
    await untilUsed(anew, product, async () => {
      const { cents } = await productNow(anew.app, product.id)
      expect(cents, 'the price that the last process changed while Redis was away').toBe(4321)
    })
  },
)
