import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** Tab until what has the focus is called so. Every stop on the way must be seen to have the focus. */
export async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let stops = 0; stops < 80; stops++) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate(() => {
      const element = document.activeElement
      const { outlineStyle } = getComputedStyle(element ?? document.body)
      const text = element?.getAttribute('aria-label') ?? element?.textContent ?? ''
      return {
        text: text.trim(),
        what: element?.outerHTML.slice(0, 200),
        isSeen: outlineStyle !== 'none' || element?.closest('.editor') !== null,
      }
    })
    expect(at, `the focus is visible: ${at.what}`).toMatchObject({ isSeen: true })
    if (name.test(at.text)) return
  }
  throw new Error(`Tab does not come to ${name}`)
}
