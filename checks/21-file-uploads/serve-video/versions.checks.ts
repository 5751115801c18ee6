import { check, expect } from 'backend-workbook/check'
import { BYTES, MADE, serving } from './cinema.ts'

check('has a strong ETag that changes with the file, and only then', { read: 'validators' }, async () => {
  await serving(async ({ ask, replace }) => {
    const etagOf = async (headers: Record<string, string> = {}): Promise<string> =>
      (await ask(headers)).headers.etag ?? ''
    const first = await etagOf()
    expect(first, 'the ETag of GET').toMatch(/^"[\x21\x23-\x7e]*"$/)
    expect(await etagOf(), 'the ETag of a second GET').toBe(first)
    expect(await etagOf({ range: 'bytes=2-5' }), 'the ETag of a range').toBe(first)
    expect((await ask({}, { method: 'HEAD' })).headers.etag, 'the ETag of HEAD').toBe(first)
    const tags = [first]
    for (const [what, bytes, made] of [
      ['10 ms later, with other bytes', Buffer.alloc(100, 7), new Date(MADE.getTime() + 10)],
      ['an hour earlier', Buffer.alloc(100, 7), new Date(MADE.getTime() - 3_600_000)],
      ['at the same time with one byte less', BYTES.subarray(1), MADE],
    ] as const) {
      replace(bytes, made)
      const changed = await etagOf()
      expect(
        tags,
        `the ETags of other versions, which must not have that of the file made ${what}: ${changed}`,
      ).not.toContain(changed)
      tags.push(changed)
    }
    replace(BYTES, MADE)
    expect(await etagOf(), 'the ETag when the first version is back, with its time').toBe(first)
  })
})

check(
  'answers 304 to a client that has this version, by its ETag or else by its date',
  { read: 'validators' },
  async () => {
    await serving(async ({ ask }) => {
      const { etag = '' } = (await ask()).headers
      const other = `"x${etag.slice(1)}`
      for (const [known, expected] of [
        [etag, 304],
        [`W/${etag}`, 304],
        [`"a", ${etag}`, 304],
        [`${etag},"b"`, 304],
        [`"a", W/${etag}, "b"`, 304],
        ['*', 304],
        [other, 200],
        ['"a", "b"', 200],
        [etag.slice(1, -1), 200],
        ['""', 200],
        [`${etag.slice(0, -2)}"`, 200],
      ] as const) {
        const { status, headers, bytes } = await ask({ 'if-none-match': known })
        expect(
          { status, bytes: bytes.length, etag: headers.etag },
          `GET with If-None-Match: ${known}, where the ETag is ${etag}`,
        ).toEqual({ status: expected, bytes: expected === 304 ? 0 : BYTES.length, etag })
      }
      for (const range of ['bytes=2-5', 'bytes=500-']) {
        const { status } = await ask({ 'if-none-match': etag, range })
        expect(status, `the status of If-None-Match with this ETag and Range: ${range}`).toBe(304)
      }
      const head = await ask({ 'if-none-match': etag }, { method: 'HEAD' })
      expect(head.status, 'the status of HEAD with If-None-Match and this ETag').toBe(304)
    })
    await serving(async ({ ask, replace }) => {
      // Dates in headers know no milliseconds.
      replace(BYTES, new Date(MADE.getTime() + 400))
      const { etag = '' } = (await ask()).headers
      const at = (seconds: number): string => new Date(MADE.getTime() + seconds * 1000).toUTCString()
      for (const [headers, expected] of [
        [{ 'if-modified-since': at(0) }, 304],
        [{ 'if-modified-since': at(60) }, 304],
        [{ 'if-modified-since': at(-1) }, 200],
        [{ 'if-modified-since': 'yesterday' }, 200],
        [{ 'if-modified-since': at(60), 'if-none-match': '"other"' }, 200],
        [{ 'if-modified-since': at(-60), 'if-none-match': etag }, 304],
        [{ 'if-modified-since': at(0), range: 'bytes=2-5' }, 304],
        [{ 'if-modified-since': at(-1), range: 'bytes=2-5' }, 206],
      ] as [Record<string, string>, number][]) {
        const { status } = await ask(headers)
        const shown = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
        expect(status, `the status of GET with ${shown.join(' and ')}, for a file of ${at(0)} and 400 ms`).toBe(
          expected,
        )
      }
    })
  },
)
