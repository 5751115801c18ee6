import { describe, expect, it } from 'vitest'
import type { ProgressAnswer } from '../../../src/web/api.ts'
import { runCourse } from '../../fixtures/cli.ts'
import { openPage } from '../page.ts'
import { anotherTab, hasBrowser, openTab } from './browser.ts'
import { codeIn, replaceCode } from './typing.ts'
import { ADD, readOf, writeElsewhere } from './workbook.ts'

const TOTAL = 'export function total(numbers: number[]): number {\n  return numbers.reduce((a, b) => a + b, 0)\n}\n'
const PING = `import type { RequestListener } from 'node:http'

export function buildApp(): RequestListener {
  return (request, response) => {
    response.statusCode = request.url === '/ping' ? 200 : 404
    response.end(request.url === '/ping' ? 'pong' : '')
  }
}
`

describe.skipIf(!hasBrowser)('several at one record', () => {
  it('loses nothing of two tabs and a terminal that judge at the same time', async () => {
    const served = await openPage()
    const first = await openTab(served)
    const second = await anotherTab(first.page.context(), served)
    await first.go('/day/1/add')
    await second.go('/day/1/total')
    writeElsewhere(served.workbook, '02-serving/ping.ts', PING)

    const [terminal] = await Promise.all([
      runCourse(['check', '2/ping'], { cwd: served.cwd }),
      replaceCode(first.page, 'add.ts', ADD).then(() => first.page.getByText(/^Passed: all 2/).waitFor()),
      replaceCode(second.page, 'total.ts', TOTAL).then(() => second.page.getByText(/^Passed: all 2/).waitFor()),
    ])

    expect(terminal).toMatchObject({ code: 0 })
    const { totals } = await served.json<ProgressAnswer>('GET', '/progress')
    expect(totals.exercises).toEqual({ done: 3, total: 3 })
    expect([...first.errors, ...second.errors]).toEqual([])
  })

  it('shows in an open page what a terminal has proved', async () => {
    const served = await openPage()
    await runCourse(['day', '1'], { cwd: served.cwd })
    const { page, go } = await openTab(served)
    await go('/progress')
    await page.getByRole('link', { name: 'to do: Add two numbers' }).waitFor()
    writeElsewhere(served.workbook, '01-adding/add.ts', ADD)
    expect(await runCourse(['check', '1/add'], { cwd: served.cwd })).toMatchObject({ code: 0 })
    await page.getByRole('link', { name: 'passed: Add two numbers' }).waitFor()
  })

  it('shows what another editor writes, and judges it', async () => {
    const served = await openPage()
    const { page, go } = await openTab(served)
    await go('/day/1/add')
    await page.getByRole('textbox', { name: 'add.ts' }).waitFor()
    writeElsewhere(served.workbook, '01-adding/add.ts', ADD)
    await page.getByRole('textbox', { name: 'add.ts' }).getByText('return a + b').waitFor()
    await page.getByText(/^Passed: all 2 checks/).waitFor()
    expect(await codeIn(page, 'add.ts')).toBe(ADD)
  })

  it('keeps both when a file was changed here and elsewhere, until the learner has chosen', async () => {
    const served = await openPage()
    const onDisk = () => readOf(served.workbook, '01-adding/add.ts')
    const { page, go } = await openTab(served)
    await go('/day/1/add')
    await page.getByRole('textbox', { name: 'add.ts' }).waitFor()
    // As if the answers were slow: what is written elsewhere is not known here when the page saves.
    await page.route('**/api/live*', (route) => route.abort())
    await go('/day/1/add')
    await page.getByRole('textbox', { name: 'add.ts' }).waitFor()
    writeElsewhere(served.workbook, '01-adding/add.ts', '// elsewhere\n')
    await replaceCode(page, 'add.ts', '// here\n')
    await page.getByText('This file was changed elsewhere, and here as well.').waitFor()
    expect(onDisk()).toBe('// elsewhere\n')
    expect(await codeIn(page, 'add.ts')).toBe('// here\n')

    await page.getByRole('button', { name: 'Take the other' }).click()
    expect(await codeIn(page, 'add.ts')).toBe('// elsewhere\n')
    await page.getByRole('textbox', { name: 'add.ts' }).focus()
    await page.keyboard.press('ControlOrMeta+z')
    await expect.poll(onDisk).toBe('// here\n')
  })
})
