/** A real browser on the page of `course web`. */
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll } from 'vitest'
import { findProgram } from '../../../src/services/find-program.ts'
import { closePages, type ServedPage } from '../page.ts'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome']

const found = NAMES.map((name) => findProgram(name, process.env)).find((path) => path !== undefined)

export const hasBrowser = found !== undefined

if (!found) {
  const reason = `none of ${NAMES.join(', ')} is on the PATH`
  if (process.env['COURSE_BROWSER_REQUIRED'] === '1')
    throw new Error(`The page must be tested in a browser, and ${reason}.`)
  console.warn(`Tests of the page are left out: ${reason}.`)
}

let browser: Browser | undefined

afterAll(async () => {
  await browser?.close()
  await closePages()
})

/**
 * What the policy refused. Of styles elements alone: where a learner types over marked code, Chromium tries to write a style
 * attribute, which the policy refuses and the editor would take out again.
 */
const REFUSED = /^(?!Applying inline style).*Content Security Policy/s

/** A tab, and what went wrong in it. */
export interface Tab {
  page: Page
  /** Errors that nobody caught, and what the policy of the page refused. */
  errors: string[]
  /** Opens an address of the page. */
  go: (path: string) => Promise<void>
}

/** A browser of its own, with a first tab that has come in by the printed address. */
export async function openTab(
  served: ServedPage,
  options: { width?: number; dark?: boolean; motion?: boolean } = {},
): Promise<Tab> {
  browser ??= await chromium.launch({ executablePath: found ?? '' })
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: 900 },
    colorScheme: options.dark ? 'dark' : 'light',
    reducedMotion: options.motion ? 'no-preference' : 'reduce',
  })
  context.setDefaultTimeout(60_000)
  const tab = await anotherTab(context, served)
  await tab.page.goto(served.address)
  return tab
}

/** One more tab of the same browser. */
export async function anotherTab(context: BrowserContext, { port }: Pick<ServedPage, 'port'>): Promise<Tab> {
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.stack ?? error.message))
  page.on('console', (message) => {
    if (REFUSED.test(message.text())) errors.push(message.text())
  })
  return {
    page,
    errors,
    go: async (path) => {
      await page.goto(`http://127.0.0.1:${port}${path}`)
    },
  }
}
