import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { openPage } from '../page.ts'
import { hasBrowser, openTab } from './browser.ts'
import { replaceCode } from './typing.ts'
import { ADD, readOf } from './workbook.ts'

describe.skipIf(!hasBrowser)('a server that is killed', () => {
  it('is missed, and what was typed meanwhile is saved and judged when it is back', async () => {
    const served = await openPage()
    const { page, go } = await openTab(served)
    await go('/day/1/add')
    await page.getByRole('textbox', { name: 'add.ts' }).waitFor()

    const gone = once(served.child, 'exit')
    served.child.kill('SIGKILL')
    await gone
    await page.getByText('The course does not answer.').waitFor()
    await replaceCode(page, 'add.ts', ADD)
    await page.getByText('Not saved yet').waitFor()

    await openPage({ cwd: served.cwd, args: ['--port', `${served.port}`], cookie: served.cookie })
    await page.getByText('The course does not answer.').waitFor({ state: 'detached' })
    await page.getByText(/^Passed: all 2 checks/).waitFor()
    expect(readOf(served.workbook, '01-adding/add.ts')).toBe(ADD)
  })

  it('loses nothing of an exercise that was left before the server was back', async () => {
    const served = await openPage()
    const { page, go } = await openTab(served)
    await go('/day/1/add')
    await page.getByRole('textbox', { name: 'add.ts' }).waitFor()
    const gone = once(served.child, 'exit')
    served.child.kill('SIGKILL')
    await gone
    await replaceCode(page, 'add.ts', ADD)
    await page.getByText('Not saved yet').waitFor()
    await page.getByRole('link', { name: 'Home' }).click()
    await page.getByRole('heading', { level: 1, name: 'A tiny course' }).waitFor()

    await openPage({ cwd: served.cwd, args: ['--port', `${served.port}`], cookie: served.cookie })
    await expect.poll(() => readOf(served.workbook, '01-adding/add.ts')).toBe(ADD)
  })
})
