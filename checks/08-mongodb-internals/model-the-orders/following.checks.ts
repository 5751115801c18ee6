import { check, expect } from 'backend-workbook/check'
import type { Db } from 'mongodb'
import {
  addVendor,
  follow,
  followedBy,
  followersOf,
  prepare,
} from '../../../exercises/08-mongodb-internals/model-the-orders.ts'
import { id, inTurns, withMarket } from '../market.ts'
import { FILLING_MS, FORGIVEN, LARGEST, numbers } from './shop.ts'

const FOLLOWS = 42
/** More than fits into a page of any round size up to a thousand. */
const MANY = 1001
const MANY_MS = 6000

/** A vendor with many followers, a retailer who follows many vendors, and some of both with few. */
async function crowd(db: Db) {
  await inTurns(numbers(2), (n) => addVendor(db, { id: id('vendor', n), name: `Vendor ${n}` }))
  await inTurns(numbers(FOLLOWS), (n) => follow(db, longId('retailer', n), 'vendor-000'))
  await inTurns(numbers(FOLLOWS), (n) => follow(db, 'retailer-000', longId('vendor', n)))
  await inTurns(numbers(20), (n) => follow(db, id('retailer', (n * 7) % 20), 'vendor-001'))
  await inTurns(['vendor-040', 'vendor-017', 'vendor-055'], (vendorId) => follow(db, 'retailer-003', vendorId))
  await follow(db, '24-hour-shop', 'vendor-001')
}

function longId(kind: string, n: number): string {
  return `${kind}-${String(n).padStart(190, '0')}`
}

check(
  'keeps every document small, however many follow a vendor or are followed',
  { read: 'arrays-without-end', ms: FILLING_MS },
  () =>
    withMarket(crowd, async ({ db, largestDocument }) => {
      const followers = await followersOf(db, 'vendor-000', FOLLOWS)
      expect(followers.length, `followers in followersOf(db, 'vendor-000', ${FOLLOWS})`).toBe(FOLLOWS)
      expect(
        await largestDocument(),
        `bytes of the largest document when ${FOLLOWS} follow one vendor and one follows ${FOLLOWS}`,
      ).toBeLessThan(LARGEST)
    }),
)

check(
  'pages through followers and followed vendors in order, examining only those it gives',
  { read: 'equality-then-sort', ms: MANY_MS },
  () =>
    withMarket(crowd, async ({ db, cost }) => {
      expect(await followersOf(db, 'vendor-001', 2), "followersOf(db, 'vendor-001', 2)").toEqual([
        '24-hour-shop',
        'retailer-000',
      ])
      const page = await cost(() => followersOf(db, 'vendor-001', 5, 'retailer-003'))
      expect(page.value, "followersOf(db, 'vendor-001', 5, 'retailer-003')").toEqual(
        [4, 5, 6, 7, 8].map((n) => id('retailer', n)),
      )
      expect(
        page.examined,
        "documents or index entries examined by followersOf(db, 'vendor-001', 5, 'retailer-003'), of 21 followers",
      ).toBeLessThanOrEqual(5 + FORGIVEN)

      const vendors = await cost(() => followedBy(db, 'retailer-003'))
      expect(vendors.value, "followedBy(db, 'retailer-003')").toEqual([
        'vendor-001',
        'vendor-017',
        'vendor-040',
        'vendor-055',
      ])
      expect(
        vendors.examined,
        "documents or index entries examined by followedBy(db, 'retailer-003'), who follows 4 vendors",
      ).toBeLessThanOrEqual(4 + FORGIVEN)

      const many = numbers(MANY).map((n) => id('far', n))
      await inTurns(many, (vendor) => follow(db, 'retailer-004', vendor))
      const followed = (await followedBy(db, 'retailer-004')).filter((vendor) => vendor.startsWith('far'))
      expect(followed.length, `vendors of a retailer who follows ${MANY}`).toBe(MANY)
    }),
)

check('counts a follower once, also when two requests follow at the same moment', { read: 'unique-indexes' }, () =>
  withMarket(crowd, async ({ db }) => {
    await addVendor(db, { id: 'popular', name: 'Vendor' })
    // Called again, as each start of the program does; and the connections are open afterwards.
    await Promise.all(numbers(8).map(() => db.command({ ping: 1 })))
    await prepare(db)
    for (const retailer of ['hasty-1', 'hasty-2', 'hasty-3']) {
      await Promise.all(numbers(8).map(() => follow(db, retailer, 'popular')))
    }
    await follow(db, 'hasty-1', 'popular')
    expect(await followersOf(db, 'popular', 100), 'followers of a vendor whom three follow 8 times at once').toEqual([
      'hasty-1',
      'hasty-2',
      'hasty-3',
    ])
    expect(await followedBy(db, 'hasty-1'), 'the vendors that one of the three follows').toEqual(['popular'])
    const first = await followersOf(db, 'vendor-001', 1)
    expect(first, "followersOf(db, 'vendor-001', 1) when prepare(db) has been called again").toEqual(['24-hour-shop'])
    await tellsPairsApart(db)
  }),
)

/** Pairs of ids that are the same text when they are put together. */
async function tellsPairsApart(db: Db) {
  for (const sign of ['', '-', ':', '_']) {
    const [ab, bc] = [`a${sign}b`, `b${sign}c`]
    for (const [retailer, vendor] of [
      [bc, 'a'],
      ['c', ab],
      ['a', bc],
      [ab, 'c'],
    ] as const) {
      await follow(db, retailer, vendor)
      const vendors = await followedBy(db, retailer)
      expect(
        vendors.includes(vendor) ? vendor : vendors,
        `the vendors of '${retailer}', who follows '${vendor}' while '${bc}' follows 'a', 'c' '${ab}', and 'a' '${bc}'`,
      ).toBe(vendor)
    }
  }
}
