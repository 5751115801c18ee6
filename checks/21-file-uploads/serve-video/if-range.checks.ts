import { check, expect } from 'backend-workbook/check'
import { BYTES, MADE, partOf, seen, serving, wholeOf } from './cinema.ts'

check('sends the range to a client that has the beginning of this version', { read: 'validators' }, async () => {
  await serving(async ({ ask, replace }) => {
    const { etag = '', 'last-modified': modified = '' } = (await ask()).headers
    for (const known of [etag, modified]) {
      const answer = await ask({ range: 'bytes=2-5', 'if-range': known })
      expect(seen(answer), `GET with Range: bytes=2-5 and If-Range: ${known}`).toEqual(partOf(BYTES, 2, 5))
      const none = await ask({ range: 'bytes=100-', 'if-range': known })
      expect(none.status, `the status of GET with Range: bytes=100- and If-Range: ${known}`).toBe(416)
    }
    replace(BYTES, new Date(MADE.getTime() + 400))
    const half = await ask({ range: 'bytes=2-5', 'if-range': modified })
    expect(half.status, 'the status with If-Range: <Last-Modified>, of a file that was made 400 ms after it').toBe(206)
  })
})

check('sends the whole file to a client that has another version', { read: 'validators' }, async () => {
  await serving(async ({ ask }) => {
    const { etag = '', 'last-modified': modified } = (await ask()).headers
    const day = 86_400_000
    for (const known of [
      `"x${etag.slice(1)}`,
      `W/${etag}`,
      etag.slice(1, -1),
      `${etag}, "b"`,
      '*',
      new Date(MADE.getTime() - 1000).toUTCString(),
      new Date(MADE.getTime() + 1000).toUTCString(),
      new Date(MADE.getTime() + 30 * day).toUTCString(),
      'yesterday',
    ]) {
      for (const range of ['bytes=2-5', 'bytes=500-']) {
        const answer = await ask({ range, 'if-range': known })
        expect(
          seen(answer),
          `GET with Range: ${range} and If-Range: ${known}, where the ETag is ${etag} and Last-Modified ${modified}`,
        ).toEqual(wholeOf(BYTES))
      }
    }
    const alone = await ask({ 'if-range': etag })
    expect(seen(alone), 'GET with If-Range: <this ETag> and no Range').toEqual(wholeOf(BYTES))
  })
})
