import { check, expect } from 'backend-workbook/check'
import { pdf, png } from '../samples.ts'
import { file, formOf, type Part, text } from './client.ts'
import { answerOf, formName, LIMITS, serving } from './market.ts'

const BAD_FORM = { status: 422, body: { error: 'bad_form' } }

check(
  'takes files up to the limit of bytes, and does not wait for a request that says it is too large',
  { read: 'limits' },
  async () => {
    for (const fileBytes of [1000, 200_000]) {
      await serving(
        async ({ post }) => {
          for (const [form, expected] of [
            [[file('a.pdf', pdf(fileBytes))], 201],
            [[file('a.pdf', pdf(fileBytes + 1))], 413],
            [[file('a.pdf', pdf(fileBytes)), file('b.pdf', pdf(fileBytes)), text('title', 'Both')], 201],
            [[file('a.pdf', pdf(500)), file('b.pdf', pdf(fileBytes + 1))], 413],
            [[file('a.pdf', pdf(fileBytes * 3))], 413],
          ] as const) {
            const { status, body } = await post('ada', [...form])
            const call = `${formName([...form])}, where a file may have ${fileBytes} bytes`
            if (expected === 201) expect(status, `the status of ${call}`).toBe(201)
            else expect({ status, body }, call).toEqual({ status: 413, body: { error: 'file_too_large' } })
          }
        },
        { limits: { ...LIMITS, fileBytes } },
      )
    }
    await serving(
      async ({ begin, post }) => {
        const { headers } = formOf([file('a.png', png())])
        for (const length of [10_001, 5_000_000_000]) {
          const begun = begin({
            method: 'POST',
            path: '/files',
            owner: 'ada',
            headers: { ...headers, 'content-length': length },
          })
          begun.write(Buffer.from('--'))
          const call = `POST /files with Content-Length: ${length}, of which two bytes have come, where 10000 are the limit,`
          const { status, body } = await answerOf(begun, call)
          begun.leave()
          expect({ status, body }, call).toEqual({ status: 413, body: { error: 'request_too_large' } })
        }
        const around = formOf([file('a.pdf', pdf(400))]).body.length - 400
        const { status } = await post('ada', [file('a.pdf', pdf(10_000 - around))])
        expect(status, 'the status of a request of exactly 10000 bytes').toBe(201)
      },
      { limits: { ...LIMITS, requestBytes: 10_000 } },
    )
  },
)

check(
  'takes the fields of the form and no others, and tells other bodies from broken ones',
  { read: 'limits' },
  async () => {
    await serving(
      async ({ post, store, rows }) => {
        const files = (count: number): Part[] => Array.from({ length: count }, (_, i) => file(`${i}.png`, png(i)))
        for (const [what, form] of [
          ['no part', []],
          ['a title and no file', [text('title', 'Alone')]],
          ['an empty file input', [file('', Buffer.alloc(0))]],
          ['more files than limits.files, which is 3', files(4)],
          ['a file in another field', [...files(1), { ...file('b.png', png()), field: 'avatar' }]],
          ['the only file in another field', [{ ...file('b.png', png()), field: 'file' }]],
          ['another text field', [...files(1), text('owner', 'bob')]],
          ['a title and another text field', [...files(1), text('title', 'Fine'), text('titles', 'x')]],
          ['two titles', [text('title', 'One'), ...files(1), text('title', 'Two')]],
          ['a title of 101 characters', [...files(1), text('title', 'x'.repeat(101))]],
          ['a title of 100,000 characters', [...files(1), text('title', 'x'.repeat(100_000))]],
          ['a text field called files', [text('files', 'x')]],
          ['a text field called title[a]', [...files(1), text('title[a]', 'x')]],
        ] as [string, Part[]][]) {
          const { status, body } = await post('ada', form)
          expect({ status, body }, `a form with ${what}`).toEqual(BAD_FORM)
        }
        expect(rows.size, 'how many rows there are after all these').toBe(0)
        expect((await store('ada', files(3))).length, 'how many of three files are taken').toBe(3)
        for (const title of ['x'.repeat(100), 'ß'.repeat(100), 'Ware für Åre']) {
          const [shown] = await store('ada', [text('title', title), ...files(1)])
          expect(shown?.title, `the title ${JSON.stringify(title)}`).toBe(title)
        }
      },
      { limits: { ...LIMITS, files: 3 } },
    )
    await serving(async ({ begin, rows, post }) => {
      const { headers, body } = formOf([file('a.png', png())])
      const multipart = headers['content-type'] ?? ''
      const notMultipart = { status: 415, body: { error: 'not_multipart' } }
      const bad = { status: 400, body: { error: 'bad_request' } }
      for (const [what, type, bytes, expected] of [
        ['JSON', 'application/json', Buffer.from('{}'), notMultipart],
        ['the bytes of a PNG', 'image/png', png(), notMultipart],
        ['no body', undefined, undefined, notMultipart],
        ['a form without a boundary in its Content-Type', 'multipart/form-data', body, bad],
        ['a form whose last boundary is missing', multipart, body.subarray(0, -30), bad],
        ['a form that ends within the head of a part', multipart, body.subarray(0, 60), bad],
        ['a body without any boundary', multipart, Buffer.from('files=a.png'), bad],
      ] as const) {
        const sent = { ...(type !== undefined && { 'content-type': type }), 'content-length': bytes?.length ?? 0 }
        const begun = begin({ method: 'POST', path: '/files', owner: 'ada', headers: sent })
        begun.end(bytes)
        const { status, body: answered } = await answerOf(begun, `POST /files with ${what}`)
        expect({ status, body: answered }, `POST /files with ${what}`).toEqual(expected)
      }
      expect(rows.size, 'how many rows there are after all these').toBe(0)
      expect((await post('ada', [file('a.png', png())])).status, 'the status of a whole form after them').toBe(201)
    })
  },
)
