// Times what a learner waits for on the page of `course web`, in a Chromium of the system.
import { spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { chromium } from 'playwright-core'

/** Time between saves, so that the judge is idle when the next one comes. */
const REST_MS = 900

/** Starts `course web` and a browser. `options` are those of the process. */
export async function openPage(course, options) {
  const executablePath = findChromium()
  const child = spawn(process.execPath, [course, 'web', '--no-open'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    ...options,
  })
  const address = await new Promise((resolve) => createInterface({ input: child.stdout }).once('line', resolve))
  const browser = await chromium.launch({ executablePath })
  let cookies = []

  /** A browser that has been here, and keeps nothing but the cookie. */
  async function newPage() {
    const context = await browser.newContext()
    if (cookies.length > 0) await context.addCookies(cookies)
    const page = await context.newPage()
    if (cookies.length === 0) {
      await page.goto(address)
      cookies = await context.cookies()
    }
    return page
  }

  await (await newPage()).context().close()
  return {
    /** Milliseconds from asking for home until its one button is there. */
    async timeFirstView() {
      const page = await newPage()
      const start = performance.now()
      await page.goto(new URL('/', address).href)
      await page.locator('main .button-main').first().waitFor()
      const took = performance.now() - start
      await page.context().close()
      return took
    },

    /** Opens an exercise; what it gives times a save of its file, from the write to the verdict on the page. */
    async openExercise(path) {
      const page = await newPage()
      const home = new URL('/', address).href
      let saves = 0
      return async (file, source) => {
        await page.goto(new URL(path, address).href)
        await page.getByRole('button', { name: 'Check now' }).click()
        await page.getByText(/^(Passed: all|Not yet: )/).waitFor()
        await sleep(REST_MS)
        saves += 1
        await page.evaluate(awaitVerdict)
        const start = performance.now()
        writeFileSync(file, `${source}\n// save ${saves}\n`)
        await page.evaluate(() => window.judged)
        const took = performance.now() - start
        // What nobody looks at is not judged.
        await page.goto(home)
        return took
      }
    },

    async stop() {
      await browser.close()
      child.kill('SIGTERM')
    },
  }
}

function findChromium() {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const names = ['chromium', 'chromium-browser', 'google-chrome']
  const found = folders.flatMap((folder) => names.map((name) => join(folder, name))).find(existsSync)
  if (found === undefined) throw new Error('The page is measured in Chromium, and there is none on the PATH.')
  return found
}

/** Runs in the page. `window.judged` holds until a judge has begun, and a verdict is there again. */
function awaitVerdict() {
  const isVerdict = () => /^(Passed: all|Not yet: )/.test(document.querySelector('.verdict-says').textContent)
  window.judged = new Promise((resolve) => {
    let hasBegun = false
    const observer = new MutationObserver(() => {
      if (!isVerdict()) hasBegun = true
      else if (hasBegun) {
        observer.disconnect()
        resolve()
      }
    })
    observer.observe(document.body, { subtree: true, childList: true, characterData: true })
  })
}
