import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openPage } from '../page.ts'
import { violations } from './axe.ts'
import { hasBrowser, openTab } from './browser.ts'
import { replaceCode } from './typing.ts'
import { readOf } from './workbook.ts'

const env = { COURSE_COURSE: join(import.meta.dirname, '../../fixtures/project-course') }

describe.skipIf(!hasBrowser)('a project behind which a day is closed', () => {
  it('has a tab for each of its files, and a scorecard', async () => {
    const served = await openPage({ env })
    const tab = await openTab(served)
    const { page, go } = tab
    await go('/day/1/notes-api')
    const file = page.getByRole('button', { name: /src\/app\.ts/ })
    await file.click()
    expect(await file.getAttribute('aria-pressed')).toBe('true')
    await replaceCode(page, 'notes-api/src/app.ts', '// nothing yet\n')
    await expect.poll(() => readOf(served.workbook, '01-notes/notes-api/src/app.ts')).toBe('// nothing yet\n')
    await page.getByText(/^Not yet/).waitFor()
    await page.getByText('of 100 points').first().waitFor()
    expect(await violations(tab)).toEqual([])
  })

  it('opens the day on a second word', async () => {
    const served = await openPage({ env })
    const tab = await openTab(served)
    await tab.go('/day/2/twice')
    await tab.page.getByRole('heading', { level: 1, name: 'Day 2 is closed' }).waitFor()
    expect(await violations(tab)).toEqual([])
    await tab.page.getByRole('button', { name: 'Open it anyway' }).click()
    await tab.page.getByRole('heading', { level: 1, name: 'Twice' }).waitFor()
    await tab.page.getByRole('textbox', { name: 'twice.ts' }).waitFor()
  })

  it('says so where there is no such page', async () => {
    const served = await openPage({ env })
    const tab = await openTab(served)
    await tab.go('/nowhere')
    await tab.page.getByRole('heading', { level: 1, name: 'There is no such page' }).waitFor()
    expect(await violations(tab)).toEqual([])
  })
})
