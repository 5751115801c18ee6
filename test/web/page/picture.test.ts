import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openPage } from '../page.ts'
import { overflow, violations } from './axe.ts'
import { hasBrowser, openTab } from './browser.ts'

const ROOT = join(import.meta.dirname, '../../..')

describe.skipIf(!hasBrowser)('a demo that draws', () => {
  it.each([
    [360, false],
    [1280, true],
  ])('is drawn, and stepped through by keyboard, at %i pixels (dark: %s)', async (width, dark) => {
    const served = await openPage({ env: { COURSE_COURSE: ROOT } })
    const tab = await openTab(served, { width, dark })
    const { page } = tab
    await tab.go('/day/5')
    await page.getByRole('button', { name: 'Run water-levels' }).click()
    const picture = page.getByRole('img', { name: /^(write|pipeline)\(.*: Source, Waits in the target, Slow target\./ })
    await picture.waitFor()
    await page.getByText('It has ended.').waitFor()

    await page.getByRole('button', { name: 'pipeline(source, target)' }).click()
    const step = page.getByRole('slider', { name: 'Step' })
    const count = Number(await step.getAttribute('max'))
    const text = await page.getByRole('log').textContent()
    const printed = (text ?? '').split('pipeline(source, target)\n')[1]?.trim().split('\n') ?? []
    expect(count).toBe(printed.length)

    const said = page.locator('.picture-say')
    await step.focus()
    for (const index of [0, 1, 2]) {
      await expect.poll(() => said.textContent()).toBe(printed[index]?.trim().replace(/(\.0)? ms {2}/, ' ms '))
      await page.keyboard.press('ArrowRight')
    }
    await page.keyboard.press('End')
    await expect.poll(() => said.textContent()).toContain('all of it is written')
    await page.getByText('The steps as text').click()
    expect(await page.locator('.picture-steps li').count()).toBe(count)

    expect(await violations(tab)).toEqual([])
    expect(await overflow(page)).toBe(0)
    expect(tab.errors).toEqual([])
    await page.context().close()
  })

  it('is kept in view on a small screen, between rings too, whose word stands beside their title', async () => {
    const served = await openPage({ env: { COURSE_COURSE: ROOT } })
    const tab = await openTab(served, { width: 360 })
    const { page } = tab
    await tab.go('/day/7')
    await page.getByRole('button', { name: 'Run onion' }).click()
    await page.getByText('It has ended.').waitFor()
    await page.getByRole('button', { name: 'Nothing waits' }).click()

    const step = page.getByRole('slider', { name: 'Step' })
    const frame = await page.locator('.drawing').boundingBox()
    for (const [index, said] of [
      [5, 'the key check calls next()'],
      [12, 'next() is back in the stopwatch'],
    ] as const) {
      await step.fill(String(index))
      await expect.poll(() => page.locator('.picture-say').textContent()).toContain(said)
      const isInView = async () => {
        const line = await page.locator('.arrow-line').boundingBox()
        return line && frame && line.x >= frame.x && line.x + line.width <= frame.x + frame.width
      }
      await expect.poll(isInView).toBe(true)
    }
    expect(await page.locator('.part-ring text').allTextContents()).toContain('Key checkknows the key')
    expect(await violations(tab)).toEqual([])
    expect(tab.errors).toEqual([])
    await page.context().close()
  })
})
