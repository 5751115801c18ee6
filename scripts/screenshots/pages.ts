/** Every page, in the state in which it shows most. */
import type { Page } from 'playwright-core'

interface Shown {
  path: string
  /** Until it is worth a picture. */
  ready: (page: Page) => Promise<unknown>
}

const heading = (page: Page, name: RegExp | string, level = 1) =>
  page.getByRole('heading', { level, name }).first().waitFor()

export const PAGES: Record<string, Shown> = {
  home: { path: '/', ready: (page) => heading(page, /^Phase 1/, 2) },
  day: { path: '/day/2', ready: (page) => heading(page, 'Day 2: The event loop') },
  section: {
    path: '/day/2#phases',
    ready: (page) => page.locator('#phases').scrollIntoViewIfNeeded(),
  },
  picture: { path: '/day/5', ready: drawDemo },
  exercise: { path: '/day/2/map-limit', ready: failAndExplain },
  solution: { path: '/day/7/compose', ready: compare },
  project: { path: '/day/12/task-manager', ready: showScorecard },
  locked: { path: '/day/19', ready: (page) => page.getByRole('button', { name: /anyway/ }).waitFor() },
  quiz: { path: '/quiz/3', ready: (page) => page.getByText('Question 1 of').waitFor() },
  review: { path: '/review', ready: (page) => page.getByText(/^Question 1 of/).waitFor() },
  progress: { path: '/progress', ready: (page) => heading(page, 'Roadmap', 2) },
  gates: { path: '/progress', ready: (page) => showPart(page, 'Gates') },
  share: { path: '/day/1', ready: (page) => showPart(page, 'Share') },
  search: {
    path: '/search?q=backpressure',
    ready: (page) =>
      page
        .getByText(/places?/)
        .first()
        .waitFor(),
  },
  trace: { path: '/trace', ready: trace },
  bench: { path: '/day/1#(bench)', ready: measure },
  report: { path: '/api/report', ready: (page) => heading(page, /./) },
  unknown: { path: '/nowhere', ready: (page) => heading(page, /./) },
}

/** As soon as the second server has a bar: the benchmark ends with its page. */
async function measure(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Run the benchmark' }).click()
  await page.getByText(/ answered$/).waitFor()
  await page.getByText(/^Round 2 of /).waitFor()
  await page.getByRole('heading', { name: 'Benchmark' }).evaluate((title) => title.scrollIntoView({ block: 'start' }))
}

async function drawDemo(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Run water-levels' }).click()
  await page.getByText('It has ended.').waitFor()
  await page.getByRole('slider', { name: 'Step' }).fill('17')
  await page.locator('.picture').evaluate((picture) => picture.scrollIntoView({ block: 'center' }))
}

async function failAndExplain(page: Page): Promise<void> {
  await page.locator('.cm-line').first().waitFor()
  await page.getByRole('button', { name: 'Check now' }).click()
  await page.getByText(/^Judging/).waitFor()
  const verdict = page.getByText(/^Not yet: \d/)
  await verdict.waitFor()
  if ((page.viewportSize()?.width ?? 0) < 800) await verdict.scrollIntoViewIfNeeded()
}

async function compare(page: Page): Promise<void> {
  await page.getByRole('button', { name: /solution/ }).click()
  const other = page.getByText('What others got wrong')
  await other.waitFor()
  await other.evaluate((title) => title.scrollIntoView({ block: 'center' }))
}

async function showScorecard(page: Page): Promise<void> {
  const card = page.getByRole('table').first()
  await card.waitFor()
  await card.scrollIntoViewIfNeeded()
}

async function showPart(page: Page, name: string): Promise<void> {
  const title = page.getByRole('heading', { name, exact: true })
  await title.waitFor()
  await page.waitForLoadState('networkidle')
  await title.evaluate((element) => element.scrollIntoView({ block: 'start' }))
}

async function trace(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Run and record' }).click()
  const slider = page.getByRole('slider', { name: 'Callback' })
  await slider.waitFor()
  await slider.fill('3')
  await slider.scrollIntoViewIfNeeded()
}
