import { PutObjectCommand } from '@aws-sdk/client-s3'
import { check, expect } from 'backend-workbook/check'
import { type Market, NOT_FOUND, serving } from './market.ts'
import { offerFor, PNG, sendImage } from './offer.ts'

/** In another way than with the offer. */
function put({ s3, store }: Market, Key: string, size: number, ContentType: string) {
  return s3.send(new PutObjectCommand({ Bucket: store.bucket, Key, Body: Buffer.alloc(size, 'i'), ContentType }))
}

check(
  'records an image of the vendor when it is there, as the storage knows it',
  { read: 'verify', ms: 6000 },
  async () => {
    await serving(async (market) => {
      const { vendor, call, files } = market
      const { id, key, upload } = await offerFor(market)
      const done = () => call('POST', `/images/${id}/done`)
      const path = `/images/${id}/done`
      expect(await call('POST', path, { vendor: 'v-stranger' }), `POST ${path} of another vendor's`).toEqual(NOT_FOUND)
      expect(await call('POST', '/images/none/done'), 'POST /images/none/done').toEqual(NOT_FOUND)
      const none = { status: 409, body: { error: 'not_uploaded' } }
      expect(await done(), 'done, before there is an image').toEqual(none)
      expect([...files.values()], 'the records in files').toEqual([])
      await sendImage(upload, PNG.size)
      const body = { id, name: PNG.name, type: PNG.type, size: PNG.size }
      expect(await done(), 'done, after the image has come').toEqual({ status: 201, body })
      expect([...files.values()], 'the records in files').toEqual([{ ...body, vendorId: vendor, key }])
      expect(await done(), 'done, a second time').toEqual({ status: 201, body })
      expect(files.size, 'the records in files').toBe(1)
      const smaller = await offerFor(market)
      await put(market, smaller.key, 20, PNG.type)
      const answer = await call('POST', `/images/${smaller.id}/done`)
      expect(answer, `done, where ${PNG.size} bytes were announced and 20 came`).toMatchObject({
        status: 201,
        body: { size: 20 },
      })
      expect(files.get(smaller.id), 'its record').toMatchObject({ size: 20, type: PNG.type })
    })
  },
)

check('deletes an object that is not what was announced', { read: 'verify', ms: 6000 }, async () => {
  await serving(async (market) => {
    const { call, files, made } = market
    const cases = [
      { size: PNG.size, type: 'text/html' },
      { size: PNG.size, type: 'image/webp' },
      { size: PNG.size + 1, type: PNG.type },
    ]
    for (const { size, type } of cases) {
      const { id, key } = await offerFor(market)
      await put(market, key, size, type)
      const what = `${PNG.size} bytes of ${PNG.type} were announced, ${size} bytes of ${type} are there`
      const wrong = { status: 422, body: { error: 'wrong_file' } }
      expect(await call('POST', `/images/${id}/done`), `done, where ${what}`).toEqual(wrong)
      expect((await made()).objects, `the objects in the bucket, where ${what}`).toEqual([])
    }
    expect([...files.values()], 'the records in files').toEqual([])
  })
})
