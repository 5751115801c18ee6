import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ShareAnswer } from '../../../src/web/api.ts'
import { learnerWith } from '../../certificate/learner.ts'
import { copyFixture } from '../../fixtures/build.ts'
import { openPage, type ServedPage } from '../page.ts'
import { DONE_DAY, TRIED_GATE } from '../records.ts'
import { overflow, violations } from './axe.ts'
import { hasBrowser, openTab } from './browser.ts'
import { tabTo } from './tab-to.ts'

const OF_BEST = 'Points of the best attempt, by requirement'

let done: ServedPage
let gate: ServedPage

/** The project course with a requirement that must be full. */
function courseWithMust(): string {
  const course = copyFixture('project-course')
  const lesson = join(course, 'lessons/01-notes/lesson.md')
  const text = readFileSync(lesson, 'utf8')
  writeFileSync(lesson, text.replace('title: Notes over HTTP }', 'title: Notes over HTTP, must: true }'))
  return course
}

/** The name of the file that the browser saves. */
async function downloadedBy(page: Page, link: Locator): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), link.press('Enter')])
  return download.suggestedFilename()
}

describe.skipIf(!hasBrowser)('what is proved', () => {
  beforeAll(async () => {
    const course = courseWithMust()
    done = await openPage({ cwd: learnerWith(DONE_DAY).cwd })
    gate = await openPage({ cwd: learnerWith(TRIED_GATE, course).cwd, env: { COURSE_COURSE: course } })
  })

  it.each([
    [360, false],
    [360, true],
    [1920, false],
    [1920, true],
  ])('has nothing to complain of at %i pixels (dark: %s)', async (width, dark) => {
    const places: [ServedPage, path: string, ready: (page: Page) => Locator][] = [
      [done, '/day/1', (page) => page.getByRole('button', { name: 'Copy the post' })],
      [gate, '/progress', (page) => page.getByRole('table', { name: OF_BEST })],
      [gate, '/day/1/notes-api', (page) => page.getByRole('table', { name: OF_BEST })],
    ]
    for (const [served, path, ready] of places) {
      const tab = await openTab(served, { width, dark })
      await tab.go(path)
      await ready(tab.page).waitFor()
      expect(await violations(tab), path).toEqual([])
      expect(await overflow(tab.page), `${path} needs no scrolling from side to side`).toBe(0)
      await tab.page.context().close()
    }
  })

  it.each(['/progress', '/day/1/notes-api'])('has the scorecard of a gate at %s, as a table, too', async (path) => {
    const { page, go } = await openTab(gate)
    await go(path)
    const table = page.getByRole('table', { name: OF_BEST })
    await table.waitFor()
    expect(await table.getByRole('row').allTextContents()).toEqual([
      'Folder structure20 of 20',
      'Notes over HTTP (must be full)0 of 50',
      'Starting and stopping10 of 30',
      'All, with the mark at 7030 of 100',
    ])
    await page.getByText('Not passed yet.').waitFor()
    await page.getByText('30 of 100 points; 70 are a pass, with all of Notes over HTTP.').waitFor()
    const lengths = await table
      .locator('.points-ground')
      .evaluateAll((all) => all.map((bar) => bar.getAttribute('width')))
    expect(lengths).toEqual(['40', '100', '60', '100'])
    await page.context().close()
  })

  it('makes the report in a tab of its own, in its colours, and as a file', async () => {
    const { page, go, errors } = await openTab(gate)
    const refused: string[] = []
    page.context().on('console', (message) => {
      if (message.text().includes('Content Security Policy')) refused.push(message.text())
    })
    await go('/progress')
    await page.getByRole('textbox', { name: 'Name on it, if you like' }).fill('Ada Lovelace')
    await tabTo(page, /^Open the report/)
    const [report] = await Promise.all([page.context().waitForEvent('page'), page.keyboard.press('Enter')])
    await report.getByText('Ada Lovelace · So far').waitFor()
    const bar = report.locator('svg.bar .fill-part').first()
    expect(await bar.evaluate((element) => getComputedStyle(element).fill)).toBe('rgb(154, 103, 0)')
    expect(await violations({ page: report, errors: [], go })).toEqual([])
    await report.close()

    expect(await downloadedBy(page, page.getByRole('link', { name: 'Download the report' }))).toBe('report.html')
    expect([...errors, ...refused]).toEqual([])
    await page.context().close()
  })

  it('is nothing yet: the page says so in the place of the report, and shares no day', async () => {
    const { page, go } = await openTab(await openPage())
    await go('/progress')
    await page.getByText('Nothing is judged, answered or measured yet').waitFor()
    expect(await page.getByRole('link', { name: 'Open the report' }).count()).toBe(0)
    await go('/day/1')
    await page.getByRole('heading', { name: 'Quiz', exact: true }).waitFor()
    expect(await page.getByRole('heading', { name: 'Share' }).count()).toBe(0)
    await page.context().close()
  })

  it('of a day that is done is a post that the keyboard copies, marked where the browser lets nobody copy', async () => {
    const { page, go, errors } = await openTab(done)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    const { post } = await done.json<ShareAnswer>('GET', '/days/1/share')
    await go('/day/1')
    await page.getByText('Nothing is sent anywhere').waitFor()
    await tabTo(page, /^Copy the post$/)
    await page.keyboard.press('Enter')
    await page.getByText('Copied.').waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(post)

    await page.evaluate(() => {
      Object.defineProperty(navigator, 'clipboard', { value: undefined })
    })
    await page.keyboard.press('Enter')
    await page.getByText('The post is marked').waitFor()
    expect(await page.evaluate(() => getSelection()?.toString())).toBe(post)
    expect(errors).toEqual([])
    await page.context().close()
  })

  it('of a day that is done has its picture, light and dark, to look at and to download', async () => {
    const { page, go, errors } = await openTab(done)
    await go('/day/1')
    const pictures = page.getByRole('img', { name: /^Day 1 of 3: Adding/ })
    await pictures.nth(1).scrollIntoViewIfNeeded()
    const widths = () => pictures.evaluateAll((all) => all.map((image) => (image as HTMLImageElement).naturalWidth))
    await expect.poll(widths).toEqual([1200, 1200])
    for (const [name, file] of [
      ['Download SVG of the light picture', 'day-1-light.svg'],
      ['Download PNG of the dark picture', 'day-1-dark.png'],
    ] as const) {
      expect(await downloadedBy(page, page.getByRole('link', { name }))).toBe(file)
    }
    expect(errors).toEqual([])
    await page.context().close()
  })
})
