import { check, expect } from 'backend-workbook/check'
import { serving } from './market.ts'
import { offerFor, PNG, sendImage } from './offer.ts'

check('lets the storage take the image that was announced, and no other', { read: 'presigned', ms: 6000 }, async () => {
  await serving(async (market) => {
    const { made } = market
    const { upload, key } = await offerFor(market)
    const refused = async (what: string, size: number, type?: string) => {
      const status = await sendImage(upload, size, type)
      expect(
        status >= 400 ? 'refused' : `taken with ${status}`,
        `an image of 1,000 bytes of image/png was announced, ${what} is sent`,
      ).toBe('refused')
      expect((await made()).objects, 'the objects in the bucket').toEqual([])
    }
    await refused('text/html', PNG.size, 'text/html')
    await refused('image/webp', PNG.size, 'image/webp')
    await refused('one byte more', PNG.size + 1)
    await refused('a file of 100 KB', 100_000)
    const status = await sendImage(upload, PNG.size)
    expect(status, 'the status of the storage, for what was announced').toBeLessThan(300)
    expect((await made()).objects, 'the objects in the bucket').toEqual([{ key, size: PNG.size, type: PNG.type }])
  })
})

check(
  'ends what it has signed: uploads after 5 minutes, links after 60 seconds',
  { read: 'presigned', ms: 6000 },
  async () => {
    await serving(async (market) => {
      const { store, call, files, made } = market
      const [early, late] = [await offerFor(market), await offerFor(market)]
      await store.setAhead(4 * 60 + 50)
      expect(
        await sendImage(early.upload, PNG.size),
        'the status of an image that is sent after 4:50 minutes',
      ).toBeLessThan(300)
      await store.setAhead(5 * 60 + 10)
      expect(await sendImage(late.upload, PNG.size), 'the status of an image that is sent after 5:10 minutes').toBe(403)
      expect((await made()).objects, 'the objects in the bucket').toMatchObject([{ key: early.key }])
      await store.setAhead(0)
      await call('PUT', '/videos?name=a.mp4', { type: 'video/mp4', body: Buffer.from('moving pictures') })
      const [id] = files.keys()
      const { body } = await call('GET', `/files/${id}/link`)
      const { url = '' } = (body ?? {}) as { url?: string }
      const got = async (seconds: number) => {
        await store.setAhead(seconds)
        const response = await fetch(url)
        const text = await response.text()
        return response.ok ? text : response.status
      }
      expect(await got(50), `GET ${url}, after 50 seconds`).toBe('moving pictures')
      expect(await got(70), `GET ${url}, after 70 seconds`).toBe(403)
    })
  },
)
