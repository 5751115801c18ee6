import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { check, expect } from 'backend-workbook/check'
import { JPEG, pdf, png } from '../samples.ts'
import { file, formOf } from './client.ts'
import { answerOf, serving } from './market.ts'

check('gives a file back as a download that no browser shows', { read: 'giving-back' }, async () => {
  await serving(async ({ store, get }) => {
    for (const [sent, bytes, type] of [
      ['page.html', pdf(3000), 'application/pdf'],
      ['Résumé 商品 📦.png', png(), 'image/png'],
      ["100%41 of Ada's; (1), *a=b.png", png(), 'image/png'],
      ['plain name.jpg', JPEG, 'image/jpeg'],
      ['say "cheese"\r\nX-Evil: 1.png', png(), 'image/png'],
    ] as const) {
      const [shown] = await store('ada', [file(sent, bytes)])
      const { status, headers, bytes: back } = await get('ada', `/files/${shown?.id}`)
      const call = `GET /files/:id of a file that was sent as ${JSON.stringify(sent)}`
      expect(status, `the status of ${call}`).toBe(200)
      expect(back.equals(bytes), `whether the bytes are the same, ${call}`).toBe(true)
      const disposition = headers['content-disposition'] ?? ''
      expect(disposition, `Content-Disposition, ${call}`).toMatch(/^attachment\s*;/i)
      expect(nameIn(disposition), `the name in Content-Disposition: ${disposition}`).toBe(shown?.name)
      expect(headers['content-type'], `Content-Type, ${call}`).toBe(type)
      expect(headers['x-content-type-options'], `X-Content-Type-Options, ${call}`).toBe('nosniff')
      expect(headers['cache-control'], `Cache-Control, ${call}`).toMatch(/\bno-store\b/)
      expect(headers['x-evil'], `the header X-Evil, ${call}`).toBe(undefined)
    }
  })
})

check('shows a file to its owner alone, and nothing to nobody', { read: 'giving-back' }, async () => {
  await serving(async ({ store, get, begin, onDisk, rows, folder }) => {
    const [mine] = await store('ada', [file('a.png', png())])
    mkdirSync(join(folder, '..', 'private'))
    writeFileSync(join(folder, '..', 'private', 'key.txt'), 'secret')
    const missing = { status: 404, body: { error: 'not_found' } }
    for (const [what, owner, path] of [
      ['the file of somebody else', 'bob', `/files/${mine?.id}`],
      ['an id that does not exist', 'ada', '/files/00000000-0000-4000-8000-000000000000'],
      ['a path out of the folder', 'ada', '/files/..%2Fprivate%2Fkey.txt'],
      ['a key of every object', 'ada', '/files/__proto__'],
    ] as const) {
      const { status, body } = await get(owner, path)
      expect({ status, body }, `GET ${path} as ${owner}: ${what}`).toEqual(missing)
    }
    const nobody = { status: 401, body: { error: 'not_logged_in' } }
    const unknown = await get(undefined, `/files/${mine?.id}`)
    expect({ status: unknown.status, body: unknown.body }, 'GET of that file without a user').toEqual(nobody)
    const { headers, body } = formOf([file('b.pdf', pdf(2_000_000))])
    const before = onDisk().map(({ path }) => path)
    const begun = begin({ method: 'POST', path: '/files', headers })
    begun.write(body.subarray(0, 1_500_000))
    const refused = await answerOf(begun, 'POST /files without a user, of which 1.5 of 2 MB have come,')
    expect({ status: refused.status, body: refused.body }, 'POST /files without a user').toEqual(nobody)
    const after = onDisk().map(({ path }) => path)
    begun.leave()
    expect([after, rows.size], 'the files on the disk and the number of rows after that').toEqual([before, 1])
  })
})

/** The name as a browser reads it (RFC 6266): `filename*` first, then `filename`. */
function nameIn(disposition: string): string | undefined {
  const [, extended] = /;\s*filename\*\s*=\s*UTF-8'[^']*'([^;\s]+)/i.exec(disposition) ?? []
  if (extended !== undefined) {
    try {
      return /^[\w!#$&+.^`|~%-]+$/.test(extended) ? decodeURIComponent(extended) : undefined
    } catch {
      return undefined
    }
  }
  const [, quoted, token] = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))/i.exec(disposition) ?? []
  return quoted?.replace(/\\(.)/g, '$1') ?? token
}
