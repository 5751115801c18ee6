import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { openPage, type ServedPage } from '../page.ts'
import { overflow, violations } from './axe.ts'
import { hasBrowser, openTab } from './browser.ts'
import { replaceCode } from './typing.ts'

/** Each page, in the state in which it shows most. */
const PAGES: [name: string, path: string, ready: (page: Page) => Promise<unknown>][] = [
  ['home', '/', (page) => page.getByRole('heading', { name: /Phase 1/ }).waitFor()],
  ['a day with a demo that ran', '/day/1', runDemo],
  ['an exercise that fails', '/day/1/add', failAndCompare],
  ['a question that was answered wrong', '/quiz/1', answerWrong],
  ['progress', '/progress', (page) => page.getByRole('heading', { name: 'Roadmap' }).waitFor()],
  ['review', '/review', (page) => page.getByRole('heading', { name: 'Review' }).waitFor()],
  ['search', '/search?q=list', (page) => page.getByText(/place/).waitFor()],
  ['a trace', '/trace', trace],
]

describe.skipIf(!hasBrowser)('accessibility', () => {
  let served: ServedPage
  beforeAll(async () => {
    served = await openPage()
  })

  it.each([
    [360, false],
    [360, true],
    [1920, false],
    [1920, true],
  ])('has nothing to complain of at %i pixels (dark: %s)', async (width, dark) => {
    const tab = await openTab(served, { width, dark })
    for (const [name, path, ready] of PAGES) {
      await tab.go(path)
      await ready(tab.page)
      expect(await violations(tab), name).toEqual([])
      expect(await overflow(tab.page), `${name} needs no scrolling from side to side`).toBe(0)
    }
    await tab.page.context().close()
  })
})

async function runDemo(page: Page): Promise<void> {
  await page.getByRole('button', { name: /Run/ }).click()
  await page.getByText('It has ended.').waitFor()
}

async function failAndCompare(page: Page): Promise<void> {
  await replaceCode(page, 'add.ts', `export const add = () => ${Math.random()}\n`)
  await page.getByText(/^Not yet: 0 of 2/).waitFor()
  const hint = page.getByRole('button', { name: /hint/ })
  if (await hint.isVisible()) await hint.click()
  await page.getByText(/^Hint 1 of 3/).waitFor()
  await page.getByRole('button', { name: 'See the solution' }).click()
  await page.getByRole('button', { name: 'Show it anyway' }).click()
  await page.getByText('What others got wrong').waitFor()
}

async function answerWrong(page: Page): Promise<void> {
  await page
    .getByRole('button')
    .filter({ hasText: /11\s*11/ })
    .click()
  await page.getByText('Not that').waitFor()
}

async function trace(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Run and record' }).click()
  await page.getByRole('button', { name: 'Play' }).waitFor()
}
