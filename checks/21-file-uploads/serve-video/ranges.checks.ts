import { check, expect } from 'backend-workbook/check'
import { BYTES, MADE, partOf, seen, serving, wholeOf } from './cinema.ts'

check('sends the whole file, and says that it knows ranges', { read: 'ranges' }, async () => {
  await serving(async ({ ask, videos, folder }) => {
    const answer = await ask()
    expect(seen(answer), 'GET /videos/drill, 100 bytes').toEqual(wholeOf(BYTES))
    expect(answer.headers, 'the headers of GET /videos/drill').toMatchObject({
      'content-type': 'video/mp4',
      'accept-ranges': 'bytes',
      'last-modified': MADE.toUTCString(),
      etag: expect.any(String),
    })
    videos.set('film 2/ü', { path: `${folder}/drill.mp4`, type: 'video/webm' })
    const other = await ask({}, { path: '/videos/film%202%2F%C3%BC' })
    expect(
      [other.status, other.headers['content-type']],
      'status and Content-Type of GET /videos/film%202%2F%C3%BC, whose id is "film 2/ü" and whose type is video/webm',
    ).toEqual([200, 'video/webm'])
  })
})

check('sends a range from its first to its last byte', { read: 'ranges' }, async () => {
  await serving(async ({ ask }) => {
    for (const [range, start, end] of [
      ['bytes=2-5', 2, 5],
      ['bytes=0-0', 0, 0],
      ['bytes=0-99', 0, 99],
      ['bytes=99-99', 99, 99],
      ['bytes=9-10', 9, 10],
      ['bytes=007-0010', 7, 10],
    ] as const) {
      const answer = await ask({ range })
      expect(seen(answer), `GET of 100 bytes with Range: ${range}`).toEqual(partOf(BYTES, start, end))
      expect(answer.headers, `the headers of the answer to ${range}`).toMatchObject({
        'content-type': 'video/mp4',
        'last-modified': MADE.toUTCString(),
        etag: expect.any(String),
      })
    }
  })
})

check('knows open ranges, suffixes, and ranges that end behind the file', { read: 'ranges' }, async () => {
  await serving(async ({ ask }) => {
    for (const [range, start, end] of [
      ['bytes=90-', 90, 99],
      ['bytes=0-', 0, 99],
      ['bytes=99-', 99, 99],
      ['bytes=-10', 90, 99],
      ['bytes=-1', 99, 99],
      ['bytes=-100', 0, 99],
      ['bytes=-101', 0, 99],
      ['bytes=-99999999999999999999', 0, 99],
      ['bytes=90-100', 90, 99],
      ['bytes=0-99999999999999999999', 0, 99],
    ] as const) {
      expect(seen(await ask({ range })), `GET of 100 bytes with Range: ${range}`).toEqual(partOf(BYTES, start, end))
    }
  })
})

check('answers 416 with the size where no byte of the range exists', { read: 'ranges' }, async () => {
  await serving(async ({ ask, replace }) => {
    const refused = async (range: string, size: number): Promise<void> => {
      const { status, headers, bytes } = await ask({ range })
      expect(
        { status, range: headers['content-range'], body: bytes.toString() },
        `GET of ${size} bytes with Range: ${range}`,
      ).toEqual({ status: 416, range: `bytes */${size}`, body: '{"error":"no_such_range"}' })
    }
    for (const range of ['bytes=100-', 'bytes=100-200', 'bytes=-0', 'bytes=99999999999999999999-']) {
      await refused(range, 100)
    }
    replace(Buffer.alloc(0), MADE)
    for (const range of ['bytes=0-', 'bytes=0-0', 'bytes=5-9', 'bytes=-5']) await refused(range, 0)
    expect(seen(await ask()), 'GET of an empty file').toEqual(wholeOf(Buffer.alloc(0)))
  })
})

check('ignores a Range that is not valid, or that asks for several', { read: 'ranges' }, async () => {
  await serving(async ({ ask }) => {
    for (const range of [
      ...['bytes=5-2', 'bytes=abc', 'bytes=-', 'bytes=', 'bytes=1.5-3', 'bytes=0x1-5', 'bytes=+1-5', 'bytes=--5'],
      ...['bytes=1-5x', 'bytes=1e1-20', 'bytes 0-5', 'bytes', 'items=0-5', '0-5', 'xbytes=0-5', 'bytes=200-100'],
      ...['bytes=0-1,8-9', 'bytes=0-0, -1', 'bytes=0-9,200-', 'bytes=0-1,1-2'],
    ]) {
      expect(seen(await ask({ range })), `GET of 100 bytes with Range: ${range}`).toEqual(wholeOf(BYTES))
    }
  })
})

check('answers HEAD with the headers of GET, and no body', { read: 'ranges' }, async () => {
  await serving(async ({ ask }) => {
    const wanted = ['content-type', 'content-length', 'accept-ranges', 'etag', 'last-modified', 'content-range']
    const get = await ask()
    const expected = { status: 200, bytes: 0, ...Object.fromEntries(wanted.map((name) => [name, get.headers[name]])) }
    for (const headers of [{}, { range: 'bytes=2-5' }, { range: 'bytes=500-' }]) {
      const head = await ask(headers, { method: 'HEAD' })
      expect(
        {
          ...{ status: head.status, bytes: head.bytes.length },
          ...Object.fromEntries(wanted.map((name) => [name, head.headers[name]])),
        },
        `HEAD with ${JSON.stringify(headers)}: as GET without a Range`,
      ).toEqual(expected)
    }
  })
})
