import { setTimeout as sleep } from 'node:timers/promises'
import { check, expect } from 'backend-workbook/check'
import { type Answer, ask, dataOf, INVALID, NOT_FOUND, refusal } from '../../25-gate-3-ecommerce/shop/asking.ts'
import { withLockedTables } from '../../25-gate-3-ecommerce/shop/database.ts'
import { atOnce, leafThrough, tally } from '../../25-gate-3-ecommerce/shop/many.ts'
import { changeListing, type Listing, newListing, opened, tryChange, tryDelete, tryListing, tryRead } from './client.ts'
import { boughtBy } from './money.ts'
import { theMarkets } from './service.ts'

const PLAN_LIMIT = [402, 'plan_limit']

check(
  'makes, shows, changes and deletes listings, and refuses what makes no sense',
  { read: 'listings', requirement: 'listings', points: 3, ms: 8000 },
  async () => {
    const app = await theMarkets()
    const { owner, market } = await opened(app)
    const made = await newListing(app, owner, market.id, { title: '  Rye flour ', cents: 10_000_000 })
    expect(made, 'a new listing').toMatchObject({ title: 'Rye flour', cents: 10_000_000, contract: false })
    const fields = { title: '', cents: 999 }
    for (const body of [{ cents: 1 }, { title: 'Salt' }, { title: 'Rye', cents: 2 }]) {
      Object.assign(fields, { title: made.title, cents: made.cents }, body)
      expect(await changeListing(app, owner, market.id, made.id, body), 'the listing after that').toMatchObject(body)
      Object.assign(made, body)
    }
    const shown = dataOf(await tryRead(app, owner, market.id, made.id), 200, 'GET …/listings/:id')
    expect(shown, 'the listing').toMatchObject({ id: made.id, ...fields, contract: false })
    const wrong = [
      ...[{ title: '   ' }, { title: 'x'.repeat(101) }, { title: 7 }, { title: 'a\0b' }, { cents: 0 }, { cents: 1.5 }],
      ...[{ cents: '999' }, { cents: 10_000_001 }, { contract: true }, { market: 'mine' }, { cents: null }],
    ]
    for (const body of wrong) {
      const created = await tryListing(app, owner, market.id, body)
      expect(refusal(created), `POST …/listings with ${JSON.stringify(body)}`).toEqual(INVALID)
      const changed = await tryChange(app, owner, market.id, made.id, body)
      expect(refusal(changed), `PATCH …/listings/:id with ${JSON.stringify(body)}`).toEqual(INVALID)
    }
    expect(refusal(await tryChange(app, owner, market.id, made.id, {})), 'PATCH with {}').toEqual(INVALID)
    const broken = await ask(app, 'POST', `/markets/${market.id}/listings`, { ...owner, body: '{"title": ' })
    expect(refusal(broken), 'POST …/listings with half an object').toEqual([400, 'bad_request'])
    const after = dataOf(await tryRead(app, owner, market.id, made.id), 200, 'GET …/listings/:id')
    expect(after, 'the listing after all that was refused').toMatchObject({ id: made.id, ...fields })
    expect((await tryDelete(app, owner, market.id, made.id)).status, 'DELETE …/listings/:id').toBe(204)
    expect(refusal(await tryRead(app, owner, market.id, made.id)), 'the listing then').toEqual(NOT_FOUND)
    expect(refusal(await tryDelete(app, owner, market.id, made.id)), 'DELETE once more').toEqual(NOT_FOUND)
    expect(refusal(await tryRead(app, owner, market.id, 'x')), 'GET …/listings/x').toEqual(NOT_FOUND)
  },
)

check(
  'gives pages, the newest first, in which nothing is missing and nothing comes twice',
  { read: 'listings', requirement: 'listings', points: 3, ms: 8000 },
  async () => {
    const app = await theMarkets()
    const { owner, market } = await opened(app)
    await boughtBy(app, owner, market.id)
    const path = `/markets/${market.id}/listings`
    const made: string[] = []
    for (let index = 0; index < 12; index += 1) made.unshift((await newListing(app, owner, market.id)).id)
    expect(await leafThrough(app, `${path}?limit=5`, owner.token), 'the ids of all pages of 5').toEqual(made)
    const added: string[] = []
    const add = async () => void added.push((await newListing(app, owner, market.id)).id)
    const seen = await leafThrough(app, `${path}?limit=4&unknown=1`, owner.token, add)
    const old = seen.filter((id) => !added.includes(id))
    expect(old, 'the ids of all pages of 4, while others add listings').toEqual(made)
    const exact = await ask(app, 'GET', `${path}?limit=${made.length + added.length}`, owner)
    expect(dataOf<Listing[]>(exact, 200, 'a page of all').length, 'listings on it').toBe(made.length + added.length)
    expect(exact.body, 'a page that holds exactly the rest').toMatchObject({ page: { nextCursor: null } })
    for (let index = 0; index < 8; index += 1) await newListing(app, owner, market.id)
    const usual = dataOf<Listing[]>(await ask(app, 'GET', path, owner), 200, 'GET …/listings')
    expect(usual.length, 'listings on a page without limit').toBe(20)
    for (const query of ['limit=0', 'limit=101', 'limit=-1', 'limit=five', 'limit=', 'limit=1e1', 'cursor=made-up']) {
      expect(refusal(await ask(app, 'GET', `${path}?${query}`, owner)), `GET …/listings?${query}`).toEqual(INVALID)
    }
  },
)

check(
  'keeps to the limit of the free plan, however many come at the same moment',
  { read: 'listings', requirement: 'listings', points: 2, ms: 8000 },
  async () => {
    const app = await theMarkets()
    const { owner, market } = await opened(app)
    let asking: Promise<Answer[]> = Promise.resolve([])
    // Each looks at what is there, and waits with what it writes.
    await withLockedTables(async (waiting) => {
      const before = await waiting()
      asking = atOnce(14, () => tryListing(app, owner, market.id))
      asking.catch(() => undefined)
      // A pool may be small, so this is no promise.
      for (let tries = 0; tries < 50 && (await waiting()) < before + 14; tries += 1) await sleep(10)
    }, 'SHARE')
    expect(tally(await asking), 'fourteen new listings at once in a free market').toEqual({ 201: 5, 402: 9 })
    expect(refusal(await tryListing(app, owner, market.id)), 'one more').toEqual(PLAN_LIMIT)
    const path = `/markets/${market.id}/listings`
    const all = dataOf<Listing[]>(await ask(app, 'GET', path, owner), 200, 'GET …/listings')
    expect(all.length, 'listings of the free market').toBe(5)
    await tryDelete(app, owner, market.id, all[0]?.id ?? '')
    expect((await tryListing(app, owner, market.id)).status, 'a new one after a deletion').toBe(201)
    await boughtBy(app, owner, market.id)
    const more = await atOnce(4, () => tryListing(app, owner, market.id))
    expect(tally(more), 'four more after the plan pro was bought').toEqual({ 201: 4 })
  },
)
