import { check, expect, vi } from 'backend-workbook/check'
import { clock, inTime, MB, patternOf, serving } from './market.ts'

check('stores a video as it came, and records it', { read: 'in-parts', ms: 8000 }, async () => {
  await serving(async ({ vendor, call, begin, made, files, bytes }) => {
    const large = patternOf(11 * MB + 17)
    const sender = begin()
    for (let at = 0; at < large.length; at += MB) await sender.send(large.subarray(at, at + MB))
    sender.end()
    const inChunks = `PUT /videos?name=tour.mp4 with ${large.length} bytes in chunks, without a Content-Length`
    expect(await inTime(sender.answered, 'PUT /videos'), inChunks).toEqual({
      status: 201,
      body: { id: expect.any(String), name: 'tour.mp4', type: 'video/mp4', size: large.length },
    })
    for (const [type, body] of [
      ['video/webm', Buffer.from('a small one')],
      ['video/mp4', Buffer.alloc(0)],
    ] as const) {
      const answer = await call('PUT', '/videos?name=b%20%26.mp4', { type, body })
      expect(answer, `PUT /videos?name=b%20%26.mp4 with ${body.length} bytes of ${type}`).toEqual({
        status: 201,
        body: { id: expect.any(String), name: 'b &.mp4', type, size: body.length },
      })
    }
    const { objects, open } = await made()
    const types = objects.map(({ size, type }) => `${size} bytes of ${type}`)
    expect(types, 'the objects in the bucket').toEqual([
      `${large.length} bytes of video/mp4`,
      '11 bytes of video/webm',
      '0 bytes of video/mp4',
    ])
    expect(open, 'uploads in parts that are still open').toBe(0)
    const stored = await bytes(objects[0]?.key ?? '')
    expect(stored.equals(large), 'whether the bytes of the object are those that were sent').toBe(true)
    const records = [...files.values()].map(({ vendorId, key, name, type, size }) => ({
      vendorId,
      key,
      name,
      type,
      size,
    }))
    expect(records, 'the records in files').toEqual(
      objects.map(({ key, size, type }) => ({
        vendorId: vendor,
        key,
        name: size > 11 ? 'tour.mp4' : 'b &.mp4',
        type,
        size,
      })),
    )
    const [id] = files.keys()
    expect((await sender.answered)?.body, 'the answer, with the id in files').toMatchObject({ id })
  })
})

check('makes keys that nobody can choose or guess', { read: 'presigned', ms: 6000 }, async () => {
  // Whatever a key can be computed from stands still. What node:crypto gives does not.
  const mocks = [vi.spyOn(Math, 'random').mockReturnValue(0.5), vi.spyOn(performance, 'now').mockReturnValue(1000)]
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
  clock.stands = true
  const rests: string[] = []
  try {
    // Two processes that were started at the same time: what is counted or computed is the same in both.
    for (let process = 0; process < 2; process += 1) {
      await serving(async ({ vendor, call, made, files, store }) => {
        for (let ask = 0; ask < 2; ask += 1) {
          await call('PUT', '/videos?name=plum-tree.mp4&key=../../plum', { type: 'video/mp4', body: Buffer.from('x') })
          const image = { name: 'plum-tree.png', type: 'image/png', size: 3, key: 'plum', id: 'plum' }
          const { body } = await call('POST', '/images', { json: image })
          rests.push(restOf(keyIn(body, store.bucket), vendor, 'the key of an image'))
        }
        for (const { key } of (await made()).objects) rests.push(restOf(key, vendor, 'the key of a video'))
        expect(files.size, 'records of two videos').toBe(2)
      })
    }
  } finally {
    vi.useRealTimers()
    clock.stands = false
    for (const mock of mocks) mock.mockRestore()
  }
  expect(rests, 'keys of four videos and four images').toHaveLength(8)
  for (const rest of rests) {
    expect(rest, 'a key, without the folder of the vendor').not.toContain('plum')
    const letters = rest.replace(/[^a-z\d]/gi, '')
    expect(letters.length, `letters and digits of ${rest}: 120 random bits need 20`).toBeGreaterThanOrEqual(20)
  }
  const starts = rests.map((rest) => rest.slice(-12))
  expect(new Set(starts).size, `different ends of keys among ${rests.join(', ')}`).toBe(8)
})

/** Of an offer, whichever way it is. */
function keyIn(offer: unknown, bucket: string): string {
  const { upload } = (offer ?? {}) as { upload?: { url?: string; fields?: Record<string, string> } }
  return (
    upload?.fields?.['key'] ??
    decodeURIComponent(new URL(upload?.url ?? 'http://none/').pathname).replace(`/${bucket}/`, '')
  )
}

function restOf(key: string, vendor: string, what: string): string {
  expect(key, what).toMatch(new RegExp(`^vendors/${vendor}/.`))
  return key.slice(`vendors/${vendor}/`.length)
}

check('takes videos and images, by name, and nothing else', { read: 'in-parts', ms: 6000 }, async () => {
  await serving(async ({ call, made, files }) => {
    const video = (path: string, type?: string) => call('PUT', path, { body: Buffer.from('x'), ...(type && { type }) })
    for (const type of ['image/png', 'text/html', 'video/quicktime']) {
      const wrong = { status: 415, body: { error: 'wrong_type' } }
      expect(await video('/videos?name=a.mp4', type), `PUT /videos?name=a.mp4 with the type ${type}`).toEqual(wrong)
      const image = { name: 'a.png', type: type.replace('png', 'svg+xml'), size: 3 }
      expect(await call('POST', '/images', { json: image }), `POST /images ${JSON.stringify(image)}`).toEqual(wrong)
    }
    const bad = { status: 400, body: { error: 'bad_request' } }
    const long = 'x'.repeat(201)
    for (const path of ['/videos', '/videos?name=', `/videos?name=${long}`]) {
      expect(await video(path, 'video/mp4'), `PUT ${path}`).toEqual(bad)
    }
    const right = { name: 'a.png', type: 'image/png', size: 3 }
    const wrong = [
      { name: undefined },
      { name: 7 },
      { name: long },
      { size: 0 },
      { size: -1 },
      { size: 1.5 },
      { size: '3' },
      { size: undefined },
    ]
    for (const part of wrong) {
      const json = { ...right, ...part }
      expect(await call('POST', '/images', { json }), `POST /images ${JSON.stringify(json)}`).toEqual(bad)
    }
    expect([await made(), files.size], 'what is in the bucket and in files').toEqual([{ objects: [], open: 0 }, 0])
    const largest = { ...right, size: 5 * MB, name: 'x'.repeat(200) }
    expect(
      await call('POST', '/images', { json: largest }),
      `POST /images with ${5 * MB} bytes, the limit`,
    ).toMatchObject({ status: 201 })
    const more = { ...right, size: 5 * MB + 1 }
    const tooLarge = { status: 413, body: { error: 'too_large' } }
    expect(await call('POST', '/images', { json: more }), `POST /images with ${more.size} bytes, one too many`).toEqual(
      tooLarge,
    )
    for (const type of ['image/jpeg', 'image/webp']) {
      expect(
        (await call('POST', '/images', { json: { ...right, type } })).status,
        `POST /images with the type ${type}`,
      ).toBe(201)
    }
  })
})
