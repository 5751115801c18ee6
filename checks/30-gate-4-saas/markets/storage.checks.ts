import { createHash } from 'node:crypto'
import { type App, check, expect, objectStore } from 'backend-workbook/check'
import { API, ask, dataOf, NOT_FOUND, refusal } from '../../25-gate-3-ecommerce/shop/asking.ts'
import {
  contractPath,
  type Listing,
  newListing,
  opened,
  type Person,
  pdf,
  tryContract,
  tryDelete,
  tryRead,
} from './client.ts'
import { theMarkets } from './service.ts'

const MIB = 1024 ** 2

interface Seen {
  status: number
  type: string
  hex: string
}

async function contractOf(app: App, { token }: Person, market: string, id: string): Promise<Seen> {
  const headers = { authorization: `Bearer ${token}` }
  const response = await app.fetch(API + contractPath(market, id), { headers })
  const hex = Buffer.from(await response.arrayBuffer()).toString('hex')
  return { status: response.status, type: (response.headers.get('content-type') ?? '').split(';')[0] ?? '', hex }
}

const seenAs = (bytes: Uint8Array): Seen => ({
  ...{ status: 200, type: 'application/pdf' },
  hex: Buffer.from(bytes).toString('hex'),
})

/** Keys of the objects with this content. */
async function keysOf(bytes: Uint8Array): Promise<number> {
  const { objects } = await objectStore().report()
  const etag = createHash('md5').update(bytes).digest('hex')
  return objects.filter((object) => object.etag.replaceAll('"', '') === etag).length
}

check(
  'keeps a contract in the bucket, and gives it back byte for byte at both instances',
  { read: 'storage', requirement: 'storage', points: 3, ms: 8000 },
  async () => {
    const app = await theMarkets()
    const { owner, market } = await opened(app)
    const { id } = await newListing(app, owner, market.id)
    expect(refusal(await ask(app, 'GET', contractPath(market.id, id), owner)), 'GET …/contract without one').toEqual(
      NOT_FOUND,
    )
    for (const [bytes, type] of [
      [pdf(700), 'application/pdf'],
      [pdf(MIB), 'image/png'],
      [pdf(300), 'application/json'],
    ] as const) {
      const size = `${bytes.length.toLocaleString('en')} bytes, sent as ${type}`
      const answer = await tryContract(app, owner, market.id, id, bytes, type)
      const listing = dataOf<Listing>(answer, 200, `PUT …/contract with a PDF of ${size}`)
      expect(listing, 'the listing').toMatchObject({ id, contract: true })
      for (let time = 0; time < 3; time += 1) {
        const seen = await contractOf(app, owner, market.id, id)
        expect(seen.hex === seenAs(bytes).hex, `whether the contract is the same ${size}`).toBe(true)
        expect([seen.status, seen.type], `status and type of the contract of ${size}`).toEqual([200, 'application/pdf'])
      }
      expect(await keysOf(bytes), `objects in the bucket with the contract of ${size}`).toBe(1)
    }
  },
)

check(
  'refuses what is no PDF or too large, and keeps what was there',
  { read: 'storage', requirement: 'storage', points: 2, ms: 8000 },
  async () => {
    const app = await theMarkets()
    const { owner, market } = await opened(app)
    const { id } = await newListing(app, owner, market.id)
    const bytes = pdf()
    dataOf(await tryContract(app, owner, market.id, id, bytes), 200, 'PUT …/contract')
    const wrong = [
      ['an empty body', new Uint8Array(), [415, 'unsupported_type']],
      ['a picture', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), [415, 'unsupported_type']],
      ['four of the five bytes', Uint8Array.from(Buffer.from('%PDF')), [415, 'unsupported_type']],
      ['a PDF behind a blank', Uint8Array.from(Buffer.from(' %PDF-1.7')), [415, 'unsupported_type']],
      ['a PDF of 1 MiB and a byte', pdf(MIB + 1), [413, 'too_large']],
    ] as const
    for (const [what, body, expected] of wrong) {
      expect(refusal(await tryContract(app, owner, market.id, id, body)), `PUT …/contract with ${what}`).toEqual(
        expected,
      )
    }
    const nowhere = '00000000-0000-4000-8000-000000000000'
    expect(refusal(await tryContract(app, owner, market.id, nowhere)), 'PUT …/contract of no listing').toEqual(
      NOT_FOUND,
    )
    const store = objectStore()
    try {
      await store.fail({ operation: 'PutObject', answer: 503, times: 20 })
      const failed = await tryContract(app, owner, market.id, id)
      expect(refusal(failed), 'PUT …/contract while the storage fails').toEqual([503, 'unavailable'])
    } finally {
      await store.mend()
    }
    expect(await contractOf(app, owner, market.id, id), 'the contract after all that').toEqual(seenAs(bytes))
  },
)

check(
  'leaves no file in the bucket that nobody can read any more',
  { read: 'storage', requirement: 'storage', points: 2, ms: 8000 },
  async () => {
    const app = await theMarkets()
    const { owner, market } = await opened(app)
    const { id } = await newListing(app, owner, market.id)
    const [first, second] = [pdf(), pdf()]
    dataOf(await tryContract(app, owner, market.id, id, first), 200, 'PUT …/contract')
    dataOf(await tryContract(app, owner, market.id, id, second), 200, 'PUT …/contract once more')
    expect([await keysOf(first), await keysOf(second)], 'objects with the first contract, and the second').toEqual([
      0, 1,
    ])
    expect(await contractOf(app, owner, market.id, id), 'the contract').toEqual(seenAs(second))
    expect((await tryDelete(app, owner, market.id, id)).status, 'DELETE …/listings/:id').toBe(204)
    expect(await keysOf(second), 'objects with the contract of a listing that was deleted').toBe(0)
    expect(refusal(await tryRead(app, owner, market.id, id)), 'the listing').toEqual(NOT_FOUND)
    const gone = await ask(app, 'GET', contractPath(market.id, id), owner)
    expect(refusal(gone), 'the contract').toEqual(NOT_FOUND)
  },
)
