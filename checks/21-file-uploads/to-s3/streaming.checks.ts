import { setTimeout as sleep } from 'node:timers/promises'
import { check, expect } from 'backend-workbook/check'
import { inTime, MB, serving } from './market.ts'

const block = Buffer.alloc(MB, 'v')

check('sends bytes to the storage while others are still to come', { read: 'in-parts', ms: 8000 }, async () => {
  await serving(async ({ begin, untilStored, made }) => {
    const sender = begin()
    for (let sent = 0; sent < 24; sent += 1) await sender.send(block)
    await untilStored(sender, 'the vendor has sent 24 MB and pauses')
    sender.end()
    expect(await inTime(sender.answered, 'PUT /videos'), 'PUT /videos, after the vendor has gone on').toMatchObject({
      status: 201,
    })
    expect((await made()).objects, 'the objects in the bucket').toMatchObject([{ size: 24 * MB }])
  })
})

const MOST = 64 * MB
/** Looks, 10 ms apart, at which nothing more was read. */
const LOOKS = 40

check('reads at most 64 MB while the storage takes nothing', { read: 'in-parts', ms: 8000 }, async () => {
  await serving(async ({ begin, store, received, untilStored }) => {
    await store.fail({ operation: 'UploadPart', holdAfter: 1, times: 200 })
    await store.fail({ operation: 'PutObject', holdAfter: 1, times: 200 })
    const sender = begin()
    const sending = (async () => {
      for (let sent = 0; sent < 96; sent += 1) await sender.send(block)
    })()
    const { socket } = await received()
    let [read, looks] = [0, 0]
    while (looks < LOOKS && read <= MOST + MB) {
      if (read === 0) await untilStored(sender, 'the vendor sends 96 MB', () => socket.bytesRead > MOST)
      await sleep(10)
      looks = socket.bytesRead === read ? looks + 1 : 0
      read = socket.bytesRead
    }
    sender.breakOff()
    await store.mend()
    await sending
    expect(
      read <= MOST + MB ? 'at most 64 MB' : `more than ${Math.floor(read / MB) - 1} MB`,
      'the vendor sends 96 MB, and the storage takes nothing of them: read so far',
    ).toBe('at most 64 MB')
    await store.waitUntil('the upload ends', ({ requests }) =>
      requests.every(({ status, broken }) => status !== undefined || broken === true),
    )
  })
})

check(
  'leaves nothing behind when the connection of the vendor breaks',
  { read: 'nothing-left', ms: 8000 },
  async () => {
    await serving(async ({ begin, untilStored, received, made, files, settle }) => {
      for (const length of [undefined, 40 * MB]) {
        const sender = begin(length === undefined ? {} : { length })
        for (let sent = 0; sent < 14; sent += 1) await sender.send(block)
        await untilStored(sender, 'the vendor has sent 14 MB')
        sender.breakOff()
        const how = length === undefined ? 'in chunks' : `of ${length} bytes`
        await expect
          .poll(async () => (await made()).open, {
            message: `a video ${how} broke off after 14 MB: uploads in parts that are open`,
            timeout: 2000,
          })
          .toBe(0)
      }
      const small = begin()
      await small.send(Buffer.alloc(1000))
      const request = await received()
      await expect.poll(() => request.readableLength, { message: 'bytes that wait to be read' }).toBe(0)
      small.breakOff()
      await expect.poll(() => request.destroyed, { message: 'whether the app has noticed' }).toBe(true)
      await settle()
      expect(await made(), 'three videos broke off, after 14 MB, 14 MB and 1,000 bytes: what is in the bucket').toEqual(
        { objects: [], open: 0 },
      )
      expect([...files.values()], 'the records in files').toEqual([])
    })
  },
)

check('takes a video of the largest size, and not one byte more', { read: 'nothing-left', ms: 8000 }, async () => {
  await serving(
    async ({ begin, call, made, files, settle }) => {
      const send = async (size: number, options?: { length: number }) => {
        const sender = begin(options)
        for (let left = size; left > 0; left -= MB) await sender.send(block.subarray(0, Math.min(left, MB)))
        sender.end()
        return inTime(sender.answered, 'PUT /videos')
      }
      expect(await send(6 * MB), 'PUT /videos with 6 MB, the limit, in chunks').toMatchObject({
        status: 201,
        body: { size: 6 * MB },
      })
      expect((await made()).objects, 'the objects in the bucket').toMatchObject([{ size: 6 * MB }])
      const [first] = files.keys()
      const tooLarge = { status: 413, body: { error: 'too_large' } }
      const more = await send(6 * MB + 1)
      expect(more ?? tooLarge, 'PUT /videos with one byte more than the limit, in chunks').toEqual(tooLarge)
      const much = await send(13 * MB)
      expect(much ?? tooLarge, 'PUT /videos with 13 MB, of 6 MB that are allowed, in chunks').toEqual(tooLarge)
      const body = Buffer.alloc(6 * MB + 1)
      const said = await call('PUT', '/videos?name=a.mp4', { type: 'video/mp4', body })
      expect(said, `PUT /videos with a Content-Length of ${body.length}, of ${6 * MB} that are allowed`).toEqual(
        tooLarge,
      )
      await settle()
      expect(await made(), 'what is in the bucket after three videos that were too large').toMatchObject({
        objects: [{ size: 6 * MB }],
        open: 0,
      })
      expect([...files.keys()], 'the ids in files').toEqual([first])
    },
    { video: 6 * MB },
  )
})
