/**
 * `node --import tsx scripts/screenshots.ts [<page> …]`: pictures of every page of `course web`, wide and narrow, light and dark, into
 * docs/pages. They are of a learner of our making, and wait to be looked at. Needs Chromium on the PATH.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { openBrowser, servePage } from './screenshots/browser.ts'
import { PAGES } from './screenshots/pages.ts'
import { makeWorkbook } from './screenshots/workbook.ts'

const SIZES = { wide: { width: 1280, height: 860 }, narrow: { width: 360, height: 720 } }
const THEMES = ['light', 'dark'] as const
/** Of WebP: text is sharp, and a picture takes some 30 kB. */
const QUALITY = 82

const root = join(import.meta.dirname, '..')
const out = join(root, 'docs', 'pages')
const wanted = process.argv.slice(2)

const folder = makeWorkbook(root)
const served = await servePage(root, folder)
const browser = await openBrowser()
mkdirSync(out, { recursive: true })
try {
  const first = await browser.newContext()
  await (await first.newPage()).goto(served.address)
  const cookies = await first.cookies()
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of THEMES) {
      const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' })
      await context.addCookies(cookies)
      await takeAll(context, `${size}-${colorScheme}`)
      await context.close()
    }
  }
} finally {
  await browser.close()
  served.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function takeAll(context: BrowserContext, suffix: string): Promise<void> {
  for (const [name, { path, ready }] of Object.entries(PAGES)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    const page = await context.newPage()
    page.setDefaultTimeout(60_000)
    await page.goto(new URL(path, served.address).href)
    await ready(page)
    // So it is called until its title is known.
    await page.locator('header').getByText('Course', { exact: true }).waitFor({ state: 'hidden' })
    await page.evaluate(() => document.fonts.ready)
    writeFileSync(join(out, `${name}-${suffix}.webp`), await picture(context, page))
    console.log(`${name}-${suffix}`)
    await page.close()
  }
}

async function picture(context: BrowserContext, page: Page): Promise<Buffer> {
  const session = await context.newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY })
  return Buffer.from(data, 'base64')
}
