import { setTimeout as sleep } from 'node:timers/promises'
import { type App, check, expect } from 'backend-workbook/check'
import { ask, NOT_FOUND, refusal } from '../../25-gate-3-ecommerce/shop/asking.ts'
import { withLockedTables } from '../../25-gate-3-ecommerce/shop/database.ts'
import { atOnce, tally } from '../../25-gate-3-ecommerce/shop/many.ts'
import {
  changeListing,
  type Listing,
  newListing,
  newPerson,
  opened,
  type Person,
  tryDelete,
  tryLogin,
  tryWindow,
  type Window,
  windowNow,
} from './client.ts'
import { around, theMarkets, withoutPostgres } from './service.ts'

/** Prices of a window, by the ids of its listings. */
const pricesIn = ({ listings }: Window) => Object.fromEntries(listings.map(({ id, cents }) => [id, cents]))

/** Each instance is asked, whatever the proxy does. */
async function everywhere(app: App, market: string, when: string): Promise<Window[]> {
  const seen: Window[] = []
  for (let time = 0; time < 4; time += 1) seen.push(await windowNow(app, market, when))
  return seen
}

/** Until the window is answered from Redis; `before` says what must hold all that time. */
async function untilUsed(app: App, owner: Person, market: string, before: () => Promise<void>): Promise<void> {
  const isUsed = async () => {
    await before()
    let status = 0
    await withoutPostgres(app, owner.token, async () => {
      status = (await tryWindow(app, market)).status
    })
    return status
  }
  const message = 'the status of a window that was just read, while PostgreSQL is away and Redis is there'
  await expect.poll(isUsed, { message, timeout: 4000, interval: 150 }).toBe(200)
}

check(
  'shows a window that was read before while PostgreSQL is away',
  { read: 'caching', requirement: 'caching', points: 2, ms: 8000 },
  async () => {
    const app = await theMarkets()
    const { owner, market } = await opened(app)
    const made = []
    for (let index = 0; index < 3; index += 1) made.unshift(await newListing(app, owner, market.id))
    const shown = {
      market: { id: market.id, name: market.name },
      listings: made.map(({ id, title, cents }) => ({ id, title, cents })),
    }
    await untilUsed(app, owner, market.id, async () => {
      expect(await windowNow(app, market.id), 'the window').toMatchObject(shown)
    })
    await withoutPostgres(app, owner.token, async () => {
      for (const window of await everywhere(app, market.id, ' while PostgreSQL is away')) {
        expect(window, 'the window then').toMatchObject(shown)
        expect(JSON.stringify(window), 'the window').not.toMatch(/contract|@mill\.example/)
      }
      const login = await tryLogin(app, owner.email, owner.password)
      expect(refusal(login), 'POST /auth/login while PostgreSQL is away').toEqual([503, 'unavailable'])
    })
  },
)

check(
  'never shows what is over, at both instances',
  { read: 'caching', requirement: 'caching', points: 2, ms: 8000 },
  async () => {
    const app = await theMarkets()
    const { owner, market } = await opened(app)
    const expectNow = async (prices: Record<string, number>, when: string) => {
      for (const window of await everywhere(app, market.id, '')) {
        expect(pricesIn(window), `the prices in the window after ${when}`).toEqual(prices)
      }
    }
    await expectNow({}, 'the market was made')
    const [first, second] = [await newListing(app, owner, market.id), await newListing(app, owner, market.id)]
    await expectNow({ [first.id]: 999, [second.id]: 999 }, 'two new listings')
    for (let cents = 200; cents < 210; cents += 1) {
      const changing = changeListing(app, owner, market.id, first.id, { cents })
      await Promise.all([changing, ...(await atOnce(4, () => tryWindow(app, market.id)))])
      await expectNow({ [first.id]: cents, [second.id]: 999 }, 'a PATCH while others read')
    }
    await tryDelete(app, owner, market.id, second.id)
    await expectNow({ [first.id]: 209 }, 'a deletion')
    const nobody = await tryWindow(app, '00000000-0000-4000-8000-000000000000')
    expect(refusal(nobody), 'the window of no market').toEqual(NOT_FOUND)
  },
)

check(
  'takes nothing old into the cache, however late a reader is',
  { read: 'caching', requirement: 'caching', points: 1, ms: 8000 },
  async () => {
    const [app, { redis }] = [await theMarkets(), await around()]
    const towns: { owner: Person; market: string; listing: Listing }[] = []
    for (let index = 0; index < 3; index += 1) {
      const { owner, market } = await opened(app)
      towns.push({ owner, market: market.id, listing: await newListing(app, owner, market.id) })
    }
    let reading: Promise<unknown> = Promise.resolve()
    let changing: Promise<unknown> = Promise.resolve()
    try {
      await withLockedTables(async (waiting) => {
        // They find nothing in Redis, and wait for PostgreSQL.
        const before = await waiting()
        reading = Promise.all(towns.map(({ market }) => tryWindow(app, market).catch(() => undefined)))
        // A pool may be small, so this is no promise.
        for (let tries = 0; tries < 100 && (await waiting()) < before + towns.length; tries += 1) await sleep(10)
        // What they say to Redis from now on arrives later.
        redis.freeze()
      })
      await ask(app, 'GET', '/me', towns[0]?.owner)
      changing = Promise.all(
        towns.map(({ owner, market, listing }) => changeListing(app, owner, market, listing.id, { cents: 222 })),
      )
      await Promise.race([changing, sleep(100)])
    } finally {
      redis.thaw()
    }
    await Promise.all([reading, changing])
    for (const { market, listing } of towns) {
      for (const window of await everywhere(app, market, '')) {
        expect(pricesIn(window), 'the prices in a window that others were reading').toEqual({ [listing.id]: 222 })
      }
    }
  },
)

check('goes on while Redis is away', { read: 'caching', requirement: 'caching', points: 1, ms: 8000 }, async () => {
  const [app, { redis }] = [await theMarkets(), await around()]
  const { owner, market } = await opened(app)
  const listing = await newListing(app, owner, market.id)
  await windowNow(app, market.id)
  const reading = atOnce(24, (index) =>
    index % 4 ? tryWindow(app, market.id) : ask(app, 'GET', `/markets/${market.id}/listings`, owner),
  )
  await redis.cut()
  try {
    expect(tally(await reading), 'the statuses of 24 requests during which Redis goes away').toEqual({ 200: 24 })
    const { cents } = await changeListing(app, owner, market.id, listing.id, { cents: 700 })
    expect(cents, 'the price after a PATCH').toBe(700)
    for (const window of await everywhere(app, market.id, ' while Redis is away')) {
      expect(pricesIn(window), 'the prices in the window after a PATCH').toEqual({ [listing.id]: 700 })
    }
    const person = await newPerson(app)
    expect((await tryLogin(app, person.email, person.password)).status, 'POST /auth/login').toBe(200)
  } finally {
    await redis.mend()
  }
})

check(
  'uses Redis again when it is back, but nothing of what it holds from before',
  { read: 'caching', requirement: 'caching', points: 2, ms: 8000 },
  async () => {
    const [app, { redis }] = [await theMarkets(), await around()]
    const { owner, market } = await opened(app)
    const [changed, removed] = [await newListing(app, owner, market.id), await newListing(app, owner, market.id)]
    await untilUsed(app, owner, market.id, async () => void (await windowNow(app, market.id)))
    await redis.cut()
    try {
      await changeListing(app, owner, market.id, changed.id, { cents: 555 })
      await tryDelete(app, owner, market.id, removed.id)
    } finally {
      await redis.mend()
    }
    const isFresh = async () => {
      const message = 'the prices in the window, when Redis is back'
      for (const window of await everywhere(app, market.id, '')) {
        expect(pricesIn(window), message).toEqual({ [changed.id]: 555 })
      }
    }
    await untilUsed(app, owner, market.id, isFresh)
    await isFresh()
  },
)
