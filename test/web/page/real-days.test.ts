import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { openPage } from '../page.ts'
import { violations } from './axe.ts'
import { hasBrowser, openTab } from './browser.ts'

const ROOT = join(import.meta.dirname, '../../..')
const PAGE = join(ROOT, 'dist/web/index.html')
const MOST_KB = 120

it(`asks for no more than ${MOST_KB} kB of script before the first view`, () => {
  const names = [...readFileSync(PAGE, 'utf8').matchAll(/(?:src|modulepreload" href)="\/([^"]+\.js)"/g)]
  const bytes = names.map(([, name = '']) => gzipSync(readFileSync(join(dirname(PAGE), name))).length)
  expect(bytes.length).toBeGreaterThan(0)
  expect(bytes.reduce((sum, each) => sum + each, 0) / 1000).toBeLessThan(MOST_KB)
})

describe.skipIf(!hasBrowser)('days of this course', () => {
  it.each([
    [2, 'The event loop', 'map-limit', 'map-limit.ts'],
    [7, 'Middleware in depth', 'compose', 'compose.ts'],
  ])('day %i opens with its prose and its exercise', async (day, title, exercise, file) => {
    const served = await openPage({ env: { COURSE_COURSE: ROOT } })
    const tab = await openTab(served, { width: 360 })
    await tab.go(`/day/${day}`)
    await tab.page.getByRole('heading', { level: 1, name: `Day ${day}: ${title}` }).waitFor()
    expect(await violations(tab)).toEqual([])
    await tab.go(`/day/${day}/${exercise}`)
    await tab.page.getByRole('textbox', { name: file }).waitFor()
    expect(await violations(tab)).toEqual([])
  })

  it('day 12 says to screen readers that its sections are in German', async () => {
    const served = await openPage({ env: { COURSE_COURSE: ROOT, COURSE_LANG: 'de' } })
    await served.ask('POST', '/api/days/12/open')
    const tab = await openTab(served)
    await tab.go('/day/12#ownership')
    await tab.page.getByRole('heading', { level: 2, name: 'Wem gehört die Aufgabe?' }).waitFor()
    expect(await tab.page.locator('section[lang="de"]').count()).toBe(14)
    expect(await violations(tab)).toEqual([])
  })
})
