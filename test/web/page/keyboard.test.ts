import { describe, expect, it } from 'vitest'
import { openPage } from '../page.ts'
import { hasBrowser, openTab } from './browser.ts'
import { tabTo } from './tab-to.ts'

describe.skipIf(!hasBrowser)('the keyboard alone', () => {
  it('reads a day, writes an exercise and leaves the editor, and takes the quiz', async () => {
    const served = await openPage()
    const { page, errors } = await openTab(served)
    await page.getByRole('heading', { level: 1 }).waitFor()

    await tabTo(page, /^Read$/)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Day 1: Adding' }).waitFor()
    await tabTo(page, /^Add two numbers$/)
    await page.keyboard.press('Enter')
    await page.getByRole('textbox', { name: 'add.ts' }).waitFor()
    await tabTo(page, /^add\.ts$/)
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type('export const add = (a: number, b: number) => a + b')
    await page.keyboard.press('ControlOrMeta+s')
    await page.getByText(/^Passed: all 2 checks/).waitFor()
    await page.keyboard.press('Escape')
    await tabTo(page, /^Check now$/)
    await tabTo(page, /^Next: Add up a list$/)

    await page.goto(`http://127.0.0.1:${served.port}/quiz/1`)
    await page.getByText('Question 1 of 3').waitFor()
    const options = await page.locator('.option').allInnerTexts()
    const right = options.findIndex((text) => /11\s+2/.test(text)) + 1
    await page.keyboard.press(`${right}`)
    await page.getByText('✓ Right').waitFor()
    await page.keyboard.press('Enter')
    await page.getByText('Question 2 of 3').waitFor()
    await tabTo(page, /^$/)
    await page.keyboard.type('6')
    await page.keyboard.press('Enter')
    await page.getByText('✓ Right').waitFor()
    await page.keyboard.press('Enter')
    await page.getByText('Question 3 of 3').waitFor()
    await page.keyboard.press('1')
    await page.getByRole('button', { name: 'See the result' }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: /of 3 right/ }).waitFor()
    expect(errors).toEqual([])
  })
})
