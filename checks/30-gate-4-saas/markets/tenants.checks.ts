import { type App, check, expect } from 'backend-workbook/check'
import { ask, dataOf, INVALID, NOBODY, NOT_FOUND, refusal } from '../../25-gate-3-ecommerce/shop/asking.ts'
import {
  contractPath,
  joined,
  type Listing,
  type Market,
  newListing,
  newMarket,
  newPerson,
  opened,
  type Person,
  pdf,
  tryChange,
  tryContract,
  tryDelete,
  tryListing,
  tryRead,
  windowNow,
} from './client.ts'
import { theMarkets } from './service.ts'

interface Town {
  owner: Person
  market: Market
  listing: Listing
}

async function town(app: App): Promise<Town> {
  const { owner, market } = await opened(app)
  return { owner, market, listing: await newListing(app, owner, market.id) }
}

/** Each route below a market, as somebody with this token asks it. */
function everyRoute(app: App, token: string | undefined, { market, listing, owner }: Town) {
  const base = `/markets/${market.id}`
  const one = `${base}/listings/${listing.id}`
  const asking = (method: string, path: string, body?: unknown) => ask(app, method, path, { token, body })
  return [
    ['GET /markets/:market', () => asking('GET', base)],
    ['GET …/members', () => asking('GET', `${base}/members`)],
    ['PUT …/members', () => asking('PUT', `${base}/members`, { email: owner.email, role: 'member' })],
    ['DELETE …/members/:accountId', () => asking('DELETE', `${base}/members/${owner.id}`)],
    ['POST …/plan', () => asking('POST', `${base}/plan`, { paymentMethod: 'pm_card_visa' })],
    ['GET …/listings', () => asking('GET', `${base}/listings`)],
    ['POST …/listings', () => asking('POST', `${base}/listings`, { title: 'salt', cents: 1 })],
    ['GET …/listings/:id', () => asking('GET', one)],
    ['PATCH …/listings/:id', () => asking('PATCH', one, { cents: 1 })],
    ['DELETE …/listings/:id', () => asking('DELETE', one)],
    ['PUT …/listings/:id/contract', () => tryContract(app, { token: token ?? '' }, market.id, listing.id)],
    ['GET …/listings/:id/contract', () => asking('GET', `${one}/contract`)],
  ] as const
}

check(
  'is not there for those who are not its members, whatever they ask',
  { read: 'tenants', requirement: 'tenants', points: 4, ms: 8000 },
  async () => {
    const app = await theMarkets()
    const [mine, theirs] = [await town(app), await town(app)]
    dataOf(await tryContract(app, theirs.owner, theirs.market.id, theirs.listing.id), 200, 'PUT …/contract')
    const nowhere = { ...theirs, market: { ...theirs.market, id: mine.listing.id } }
    const strange = { ...theirs, market: { ...theirs.market, id: "x'--" } }
    const stranger = await newPerson(app)
    for (const [where, which] of [
      ['another market', theirs],
      ['no market', nowhere],
      ['a path that is no id', strange],
    ] as const) {
      for (const token of [mine.owner.token, stranger.token]) {
        for (const [name, tryIt] of everyRoute(app, token, which)) {
          expect(refusal(await tryIt()), `${name} of ${where}`).toEqual(NOT_FOUND)
        }
      }
    }
    for (const [name, tryIt] of everyRoute(app, undefined, theirs)) {
      expect(refusal(await tryIt()), `${name} without a token`).toEqual(NOBODY)
    }
    const { listings } = await windowNow(app, theirs.market.id)
    expect(listings, 'the window of the other market after that').toMatchObject([{ id: theirs.listing.id, cents: 999 }])
    const { status } = await ask(app, 'GET', contractPath(theirs.market.id, theirs.listing.id), theirs.owner)
    expect(status, 'the contract of the other market after that').toBe(200)
  },
)

check(
  "knows no id of another market's listing, also right after somebody has read it",
  { read: 'tenants', requirement: 'tenants', points: 3, ms: 8000 },
  async () => {
    const app = await theMarkets()
    const [mine, theirs] = [await town(app), await town(app)]
    const { owner, market } = mine
    const { id } = theirs.listing
    dataOf(await tryContract(app, theirs.owner, theirs.market.id, id), 200, 'PUT …/contract')
    const readItself = async () => {
      for (let time = 0; time < 3; time += 1) {
        dataOf(await tryRead(app, theirs.owner, theirs.market.id, id), 200, 'GET …/listings/:id by its own owner')
        await ask(app, 'GET', contractPath(theirs.market.id, id), theirs.owner)
      }
    }
    const tries = [
      ['GET …/listings/:id', () => tryRead(app, owner, market.id, id)],
      ['GET …/listings/:id/contract', () => ask(app, 'GET', contractPath(market.id, id), owner)],
      ['PATCH …/listings/:id', () => tryChange(app, owner, market.id, id, { cents: 1 })],
      ['PUT …/listings/:id/contract', () => tryContract(app, owner, market.id, id, pdf())],
      ['DELETE …/listings/:id', () => tryDelete(app, owner, market.id, id)],
    ] as const
    for (const [name, tryIt] of tries) {
      await readItself()
      for (let time = 0; time < 2; time += 1) {
        const given = `${name} in one's own market, with the id of another market's listing`
        expect(refusal(await tryIt()), given).toEqual(NOT_FOUND)
      }
    }
    const now = dataOf(await tryRead(app, theirs.owner, theirs.market.id, id), 200, 'GET …/listings/:id')
    expect(now, 'the listing of the other market after that').toMatchObject({ ...theirs.listing, contract: true })
  },
)

check(
  'shows nothing but its own in lists, pages and windows',
  { read: 'tenants', requirement: 'tenants', points: 2, ms: 8000 },
  async () => {
    const app = await theMarkets()
    const [mine, theirs] = [await town(app), await town(app)]
    for (let time = 0; time < 3; time += 1) {
      await newListing(app, theirs.owner, theirs.market.id)
      await newListing(app, mine.owner, mine.market.id)
    }
    const both = await newMarket(app, mine.owner)
    const markets = dataOf<Market[]>(await ask(app, 'GET', '/markets', mine.owner), 200, 'GET /markets')
    expect(markets.map(({ id }) => id).sort(), 'GET /markets').toEqual([mine.market.id, both.id].sort())
    const path = `/markets/${mine.market.id}/listings`
    const own = dataOf<Listing[]>(await ask(app, 'GET', path, mine.owner), 200, 'GET …/listings')
    const ids = new Set(own.map(({ id }) => id))
    expect(ids.size, 'how many of the own four listings GET …/listings shows').toBe(4)
    const first = await ask(app, 'GET', `/markets/${theirs.market.id}/listings?limit=2`, theirs.owner)
    const { page } = first.body as { page: { nextCursor: string } }
    const cursor = encodeURIComponent(page.nextCursor)
    const answer = await ask(app, 'GET', `${path}?cursor=${cursor}`, mine.owner)
    if (answer.status === 200) {
      const foreign = (answer.body as { data: Listing[] }).data.filter(({ id }) => !ids.has(id))
      expect(foreign, "what a cursor of another market's shows beside the own listings").toEqual([])
    } else expect(refusal(answer), "a cursor of another market's").toEqual(INVALID)
    const [here, there] = [await windowNow(app, mine.market.id), await windowNow(app, theirs.market.id)]
    expect(here.listings.map(({ id }) => id).sort(), 'the listings in the own window').toEqual([...ids].sort())
    expect(
      there.listings.some(({ id }) => ids.has(id)),
      'own listings in the window of the other market',
    ).toBe(false)
  },
)

check(
  'closes for somebody who is removed, at both instances, whatever their token says',
  { read: 'tenants', requirement: 'tenants', points: 2, ms: 8000 },
  async () => {
    const app = await theMarkets()
    const where = await town(app)
    const { owner, market, listing } = where
    const gone = await joined(app, owner, market.id, 'admin')
    dataOf(await tryContract(app, gone, market.id, listing.id), 200, 'PUT …/contract by an admin')
    for (const [name, tryIt] of everyRoute(app, gone.token, where)) {
      if (name.startsWith('GET')) expect((await tryIt()).status, `${name} by an admin`).toBe(200)
    }
    const answer = await ask(app, 'DELETE', `/markets/${market.id}/members/${gone.id}`, owner)
    expect(answer.status, 'the status of DELETE …/members/:accountId').toBe(204)
    for (const time of ['first', 'second']) {
      for (const [name, tryIt] of everyRoute(app, gone.token, where)) {
        expect(refusal(await tryIt()), `${name} by somebody who was removed, the ${time} time`).toEqual(NOT_FOUND)
      }
    }
    expect((await tryListing(app, owner, market.id)).status, 'POST …/listings by the owner').toBe(201)
    const markets = dataOf<Market[]>(await ask(app, 'GET', '/markets', gone), 200, 'GET /markets')
    expect(markets, 'GET /markets of somebody who was removed').toEqual([])
  },
)
