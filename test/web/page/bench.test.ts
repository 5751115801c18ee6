/** A benchmark in a browser: its bars are what is measured while it is measured. */
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { median } from '../../../src/bench/spread.ts'
import { RATE, WAIT } from '../../../src/ui/bench/wording.ts'
import type { BenchLine, HomeAnswer } from '../../../src/web/api.ts'
import { processesWith } from '../../bench/processes.ts'
import { aPass, learnerWith } from '../../certificate/learner.ts'
import { answer } from '../../tracker/builders.ts'
import { benchCourse, benchEvents, ofType } from '../bench-course.ts'
import { openPage, type ServedPage } from '../page.ts'
import { DONE_DAY } from '../records.ts'
import { overflow, violations } from './axe.ts'
import { hasBrowser, openTab } from './browser.ts'
import { tabTo } from './tab-to.ts'

const AT = '2026-03-02T12:00:00.000Z'
/** All is done but the benchmark of day 2. */
const BUT_THE_BENCH = [
  ...DONE_DAY,
  aPass({ at: AT, exercise: '2/ping', checks: 2, passed: ['a', 'b'] }),
  answer('2/quiz:who-waits', true, AT),
]

const LOOKS = [360, 1920].flatMap((width) => (['light', 'dark'] as const).map((scheme) => ({ width, scheme })))

interface Seen {
  /** What was said beside the bar of a server, and how long the bar was, whenever it changed. */
  bars: { chart: number; server: string; text: string; width: number }[]
}

/** Watches the bars from now on. */
function watchBars(page: Page): Promise<void> {
  return page.evaluate(() => {
    const seen: Seen = { bars: [] }
    Object.assign(window, { seen })
    const look = () => {
      const charts = [...document.querySelectorAll('.bench-chart')]
      for (const [chart, element] of charts.entries()) {
        for (const row of element.querySelectorAll('tr')) {
          const server = row.querySelector('th')?.textContent ?? ''
          const text = row.querySelector('.bench-value')?.textContent ?? ''
          const width = Number(row.querySelector('.bench-fill')?.getAttribute('width'))
          const last = seen.bars.findLast((bar) => bar.chart === chart && bar.server === server)
          if (text !== '' && (last?.text !== text || last.width !== width))
            seen.bars.push({ chart, server, text, width })
        }
      }
    }
    const place = document.getElementById('(bench)')
    if (place)
      new MutationObserver(look).observe(place, {
        subtree: true,
        childList: true,
        attributes: true,
        characterData: true,
      })
  })
}

function seenBars(page: Page): Promise<Seen['bars']> {
  return page.evaluate(() => (window as unknown as { seen: Seen }).seen.bars)
}

/** All that may stand beside the bars: figures of a load while it runs, of turns, and the median of several of these. */
function measured(lines: BenchLine[], chart: number): Set<string> {
  const measure = chart === 0 ? WAIT : RATE
  const live = ofType(lines, 'progress').flatMap(({ soFar }) =>
    soFar ? [chart === 0 ? (soFar.pingP50 ?? []) : soFar.answered / soFar.seconds].flat() : [],
  )
  const turns = ofType(lines, 'turn')
  const ofTurns = turns.map((turn) => (chart === 0 ? turn.pingP50 : turn.requestsPerSecond))
  const medians = [...new Set(turns.map(({ id }) => id))].map((id) =>
    median(ofTurns.filter((_, index) => turns[index]?.id === id)),
  )
  return new Set([...live, ...ofTurns, ...medians].map(measure.say))
}

/** The browser itself keeps nothing of an answer that was read while it came. */
async function keepAnswer(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { fetch } = globalThis
    globalThis.fetch = async (...request) => {
      const response = await fetch(...request)
      if (request[1]?.method === 'POST' && /bench$/.test(response.url))
        Object.assign(globalThis, { answer: response.clone().text() })
      return response
    }
  })
}

async function openBench(served: ServedPage, options: Parameters<typeof openTab>[1] = {}) {
  const tab = await openTab(served, options)
  await tab.go('/day/2#(bench)')
  await tab.page.getByRole('button', { name: 'Run the benchmark' }).waitFor()
  return tab
}

describe.skipIf(!hasBrowser)('a benchmark in a browser', () => {
  it('is the next step of home, moves its bars by measured figures, says what they mean, and is recorded', async () => {
    const { cwd } = learnerWith(BUT_THE_BENCH)
    const served = await openPage({ cwd, env: { COURSE_COURSE: benchCourse({ seconds: 2, yours: true }) } })
    const { page, errors } = await openTab(served, { motion: true })
    await page.getByText('Next: the benchmark of day 2').waitFor()
    await page.getByRole('link', { name: 'Measure' }).click()
    await page.getByRole('heading', { level: 2, name: 'Benchmark' }).waitFor()
    await page.getByText('Who waits for whom?').waitFor()
    expect(await page.getByRole('link', { name: 'Benchmark', exact: true }).getAttribute('href')).toBe('#(bench)')
    const compared = page.getByRole('list', { name: 'What is compared' }).getByRole('listitem')
    expect(await compared.allTextContents()).toEqual(['Computes', 'Answers', 'Your server'])

    await watchBars(page)
    await keepAnswer(page)
    await page.getByRole('button', { name: 'Run the benchmark' }).click()
    await page.getByText('Round 1 of 2: Computes').waitFor()
    await page.getByText(/ answered$/).waitFor()
    await page.getByText(/^\/ping waits /).waitFor()
    await page.getByText('Measured and recorded.').waitFor()

    const text = await page.evaluate(() => (globalThis as unknown as { answer: Promise<string> }).answer)
    const lines: BenchLine[] = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const bars = await seenBars(page)
    for (const chart of [0, 1]) {
      const figures = measured(lines, chart)
      const shown = bars.filter((bar) => bar.chart === chart)
      expect(shown.filter(({ text }) => !figures.has(text))).toEqual([])
      const of = (server: string) => shown.filter((bar) => bar.server === server)
      // The longest bar ends where the scale ends: its figures move, and with them the length of the other.
      const [longest, other] = chart === 0 ? ['Computes', 'Answers'] : ['Answers', 'Computes']
      const said = new Set(of(longest).map(({ text }) => text))
      expect(said.size, `figures of ${longest} in chart ${chart}`).toBeGreaterThan(3)
      const widths = new Set(of(other).map(({ width }) => width))
      expect(widths.size, `lengths of the bar of ${other} in chart ${chart}`).toBeGreaterThan(3)
    }

    await page.getByText('2 were measured.', { exact: true }).waitFor()
    await page.getByText('Inconclusive: the 2 rounds differ too much to tell.').waitFor()
    await page.getByText('A note.').waitFor()
    await page.getByText('Left out: Your server. It is not in your workbook yet').waitFor()
    expect(await page.getByRole('table', { name: 'All figures' }).getByRole('row').count()).toBe(3)
    const [done] = ofType(lines, 'done')
    expect(benchEvents(served)).toMatchObject([{ day: 2, results: done?.report.results }])
    expect((await served.json<HomeAnswer>('GET', '/home')).next?.kind).not.toBe('bench')

    await page.getByRole('button', { name: 'Run again the benchmark' }).click()
    await page.getByText('Measured and recorded.').waitFor({ state: 'hidden' })
    await page.getByText(/^The wait last time \(.+\): Computes .+, now /).waitFor()
    expect(benchEvents(served)).toHaveLength(2)
    expect(errors).toEqual([])
  })

  it('by the keyboard alone is run and stopped: nothing is left running, and nothing is recorded', async () => {
    const mark = `bench-${Math.random()}`
    const served = await openPage({ env: { COURSE_COURSE: benchCourse({ seconds: 30 }), MARK: mark } })
    const { page, errors } = await openBench(served)
    await tabTo(page, /^Run the benchmark$/)
    await page.keyboard.press('Enter')
    await page.getByText(/ answered$/).waitFor()
    // Another value, though bars step once a second for those who want less motion.
    const first = await page.getByText(/ answered$/).textContent()
    await expect.poll(() => page.getByText(/ answered$/).textContent()).not.toBe(first)
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Stop the benchmark')
    await page.keyboard.press('Enter')
    await page.getByText('It was stopped. Nothing was recorded.').waitFor()
    if (process.platform === 'linux') await expect.poll(() => processesWith(mark)).toEqual([served.child.pid])
    expect(benchEvents(served)).toEqual([])
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Run again the benchmark')
    expect(errors).toEqual([])
  })

  it('ends when its page is left', async () => {
    const mark = `bench-${Math.random()}`
    const served = await openPage({ env: { COURSE_COURSE: benchCourse({ seconds: 30 }), MARK: mark } })
    const { page } = await openBench(served)
    await page.getByRole('button', { name: 'Run the benchmark' }).click()
    await page.getByText(/ answered$/).waitFor()
    await page.getByRole('link', { name: 'Progress' }).click()
    await page.getByRole('heading', { name: 'Roadmap' }).waitFor()
    if (process.platform === 'linux') await expect.poll(() => processesWith(mark)).toEqual([served.child.pid])
    expect(benchEvents(served)).toEqual([])
  })

  it('has nothing to complain of before, while it runs and after, in any width and scheme', async () => {
    const long = await openPage({ env: { COURSE_COURSE: benchCourse({ seconds: 60, yours: true }) } })
    const short = await openPage({ env: { COURSE_COURSE: benchCourse({ seconds: 0.3, yours: true }) } })
    const running = await openBench(long)
    await expectAccessible(running, 'before')
    await running.page.getByRole('button', { name: 'Run the benchmark' }).click()
    await running.page.getByText(/ answered$/).waitFor()
    await expectAccessible(running, 'while it runs')
    await running.page.getByRole('button', { name: 'Stop the benchmark' }).click()
    await running.page.getByText('It was stopped.').waitFor()
    const ended = await openBench(short)
    for (const name of ['Run the benchmark', 'Run again the benchmark']) {
      await ended.page.getByRole('button', { name }).click()
      await ended.page.getByRole('button', { name: 'Stop the benchmark' }).waitFor()
      await ended.page.getByText('Measured and recorded.').waitFor()
    }
    await expectAccessible(ended, 'after')
  })
})

async function expectAccessible(tab: Awaited<ReturnType<typeof openTab>>, when: string): Promise<void> {
  for (const { width, scheme } of LOOKS) {
    await tab.page.setViewportSize({ width, height: 900 })
    await tab.page.emulateMedia({ colorScheme: scheme })
    expect(await violations(tab), `${when}, ${width} pixels, ${scheme}`).toEqual([])
    expect(await overflow(tab.page), `${when}, ${width} pixels`).toBe(0)
  }
}
