import { check, expect } from 'backend-workbook/check'
import { NOT_FOUND, serving } from './market.ts'

const NAMES = ['tour.mp4', 'Führung "neu"; alt.mp4', "l'été (1)*.mp4", '倉庫 100 %.mp4', 'a\\b,c=d.mp4']

check(
  'gives a vendor, and nobody else, links that save a file under its name',
  { read: 'presigned', ms: 6000 },
  async () => {
    await serving(async ({ call }) => {
      for (const name of NAMES) {
        const path = `/videos?name=${encodeURIComponent(name)}`
        const { body } = await call('PUT', path, { type: 'video/mp4', body: Buffer.from(name) })
        const { id } = (body ?? {}) as { id?: string }
        const stranger = await call('GET', `/files/${id}/link`, { vendor: 'v-stranger' })
        expect(stranger, `GET /files/<id>/link of ${name}, which is another vendor's`).toEqual(NOT_FOUND)
        const link = await call('GET', `/files/${id}/link`)
        expect(link, `GET /files/<id>/link of ${name}`).toEqual({ status: 200, body: { url: expect.any(String) } })
        const response = await fetch((link.body as { url: string }).url)
        expect([response.status, await response.text()], `a GET of the link of ${name}`).toEqual([200, name])
        const disposition = response.headers.get('content-disposition') ?? ''
        expect(disposition, 'its Content-Disposition').toMatch(/^attachment\s*;/i)
        expect(savedAs(disposition), `the name under which a browser saves it, by ${disposition}`).toBe(name)
      }
      expect(await call('GET', '/files/none/link'), 'GET /files/none/link').toEqual(NOT_FOUND)
    })
  },
)

/** By RFC 6266: `filename*` first, then `filename`. */
function savedAs(disposition: string): string | undefined {
  const extended = /;\s*filename\*\s*=\s*utf-8'[^']*'([!#$&+.^_`|~\w%-]+)\s*(?:;|$)/i.exec(disposition)?.[1]
  if (extended !== undefined) return decodeURIComponent(extended)
  const [, quoted, token] = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))\s*(?:;|$)/i.exec(disposition) ?? []
  return quoted?.replace(/\\(.)/g, '$1') ?? token
}
