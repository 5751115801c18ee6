import type { Page } from 'playwright-core'

/** Replaces all of an editor's text, as a learner would who pastes an answer. */
export async function replaceCode(page: Page, file: string, text: string): Promise<void> {
  await page.getByRole('textbox', { name: file }).focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText(text)
}

/** What an editor shows. */
export async function codeIn(page: Page, file: string): Promise<string> {
  const lines = await page.getByRole('textbox', { name: file }).locator('.cm-line').allTextContents()
  return lines.join('\n')
}
