import { check, expect } from 'backend-workbook/check'
import { JPEG, pdf, png, WEBP } from '../samples.ts'
import { file } from './client.ts'
import { serving } from './market.ts'

check('keeps the name for people, harmless and with the extension of its real type', { read: 'names' }, async () => {
  await serving(async ({ store }) => {
    for (const [sent, expected] of [
      ['photo.png', 'photo.png'],
      ['Résumé – größte.png', 'Résumé – größte.png'],
      ['商品 📦.png', '商品 📦.png'],
      ["100% of Ada's; (1), a=b.png", "100% of Ada's; (1), a=b.png"],
      ['../../etc/cron.d/job.png', 'job.png'],
      ['/etc/job.png', 'job.png'],
      ['C:\\fakepath\\photo.png', 'photo.png'],
      ['..\\..\\photo.png', 'photo.png'],
      ['a/b\\c.png', 'c.png'],
      ['in\u0085vo\u009fice.png', 'invoice.png'],
      ['photo\u202egpj.png', 'photogpj.png'],
      ['\u2066photo\u2069.png', 'photo.png'],
      ['x'.repeat(100), `${'x'.repeat(100)}.png`],
      [`${'x'.repeat(101)}.png`, `${'x'.repeat(100)}.png`],
      [`${'x'.repeat(96)}.png`, `${'x'.repeat(96)}.png`],
    ] as const) {
      const [shown] = await store('ada', [file(sent, png())])
      expect(shown?.name, `the name of a PNG that is sent as ${visible(sent)}`).toBe(expected)
    }
    const named = (
      await store(
        'ada',
        ['photo.png', '..', 'a/'].map((name) => file(name, png())),
      )
    ).map(({ name }) => name)
    expect(named, 'the names of three PNGs that are sent as photo.png, .. and a/').toEqual([
      'photo.png',
      '...png',
      '.png',
    ])
    const [lines] = await store('ada', [file('two\r\nlines.png', png())])
    expect(['twolines.png', 'two%0D%0Alines.png'], 'names that are right for two%0D%0Alines.png').toContain(lines?.name)
    const emoji = `${'x'.repeat(99)}${'📦'.repeat(9)}.png`
    const [shown] = await store('ada', [file(emoji, png())])
    const [allowed, short] = [`${'x'.repeat(99)}📦.png`, `${'x'.repeat(99)}.png`]
    expect([allowed, short], `names that are right for ${emoji}`).toContain(shown?.name)
  })
  await serving(async ({ store }) => {
    for (const [sent, bytes, expected] of [
      ['setup.exe', png(), 'setup.exe.png'],
      ['page.html', pdf(), 'page.html.pdf'],
      ['photo', JPEG, 'photo.jpg'],
      ['photo.png', JPEG, 'photo.png.jpg'],
      ['photo.jpeg', JPEG, 'photo.jpeg'],
      ['PHOTO.JPG', JPEG, 'PHOTO.JPG'],
      ['photo.JPEG', JPEG, 'photo.JPEG'],
      ['photo.jpg', png(), 'photo.jpg.png'],
      ['Photo.PNG', png(), 'Photo.PNG'],
      ['photopng', png(), 'photopng.png'],
      ['a.pdf.exe', pdf(), 'a.pdf.exe.pdf'],
      ['a.PDF', pdf(), 'a.PDF'],
      ['a.WebP', WEBP, 'a.WebP'],
      ['a.web', WEBP, 'a.web.webp'],
    ] as const) {
      const [shown] = await store('ada', [file(sent, bytes)])
      expect(shown?.name, `the name of a file that is sent as ${sent}`).toBe(expected)
    }
  })
})

/** With the control characters that a terminal does not show. */
function visible(name: string): string {
  return JSON.stringify(name).replace(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, (sign) => {
    return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}
