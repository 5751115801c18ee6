import { gunzipSync } from 'node:zlib'
import { type App, check, expect } from 'backend-workbook/check'
import { type Answer, ask, KEY, server } from '../over-http.ts'

const get = (app: App, path: string, accepted?: string) =>
  ask(app, path, {
    key: KEY,
    headers: { ...(accepted && { 'accept-encoding': accepted }), 'x-request-id': 'packed-1' },
  })

const encodingOf = ({ headers }: Answer) => headers['content-encoding'] ?? 'none'

/** A path whose answer, uncompressed, has exactly so many bytes: that there is no such product, with its long id. */
async function pathWithAnswerOf(app: App, bytes: number, start = ''): Promise<string> {
  const path = (length: number) => `/api/v1/products/${start}${'9'.repeat(length)}`
  const { body } = await get(app, path(200), 'identity')
  return path(200 + bytes - body.length)
}

check('compresses large answers, for those who take gzip', { read: 'compression' }, async () => {
  const app = await server()
  const list = '/api/v1/products'
  const plain = await get(app, list, 'identity')
  const missing = await pathWithAnswerOf(app, 1024)
  for (const [path, accepted] of [
    [list, 'gzip'],
    [list, 'deflate, gzip;q=0.5'],
    [list, 'gzip, deflate, br'],
    [list, 'identity, gzip;q=0.5'],
    [missing, 'gzip'],
    // A hundred letters of two bytes each: fewer than 1,024 characters.
    [await pathWithAnswerOf(app, 1024, '%C3%A9'.repeat(100)), 'gzip'],
  ] as const) {
    const what = `${path.slice(0, 30)} with Accept-Encoding: ${accepted}`
    const packed = await get(app, path, accepted)
    expect(encodingOf(packed), `Content-Encoding of ${what}`).toBe('gzip')
    const unpacked = gunzipSync(Buffer.from(packed.body, 'latin1')).toString('latin1')
    const identity = path === list ? plain : await get(app, path, 'identity')
    expect(unpacked === identity.body, `whether the answer of ${what}, unpacked, is the one without compression`).toBe(
      true,
    )
    const length = Number(packed.headers['content-length'] ?? packed.body.length)
    expect(length, `Content-Length of ${what}`).toBe(packed.body.length)
    for (const { headers } of [packed, identity]) {
      expect(headers['vary'], `Vary of ${what}, and of the same answer without compression`).toMatch(/accept-encoding/i)
      expect(headers['content-type'], `Content-Type of ${what}, and of the same without compression`).toMatch(/json/)
    }
  }
  for (const [path, accepted] of [
    [list, 'identity'],
    [list, 'gzip;q=0, identity'],
    [list, undefined],
    ['/api/v1/products/7', 'gzip'],
    [await pathWithAnswerOf(app, 1023), 'gzip'],
  ] as const) {
    const answer = await get(app, path, accepted)
    const what = `${answer.body.length} bytes from ${path.slice(0, 30)}, Accept-Encoding: ${accepted ?? 'not sent'}`
    expect(encodingOf(answer), `Content-Encoding of ${what}`).toBe('none')
  }
  const open = `/${'9'.repeat(2000)}`
  const { length } = (await get(app, open, 'identity')).body
  // Not everybody repeats the path in a 404.
  if (length >= 1024) {
    const what = `${length} bytes from ${open.slice(0, 10)}…, which is not there, Accept-Encoding: gzip`
    expect(encodingOf(await get(app, open, 'gzip')), `Content-Encoding of ${what}`).toBe('gzip')
  }
})
