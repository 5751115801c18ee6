import { describe, expect, it } from 'vitest'
import { runCourse } from '../../fixtures/cli.ts'
import { openPage } from '../page.ts'
import { hasBrowser, openTab } from './browser.ts'
import { replaceCode } from './typing.ts'
import { readOf } from './workbook.ts'

const WRONG = 'export function add(a: number, b: number): number {\n  return Math.abs(a) + Math.abs(b)\n}\n'
const RIGHT = 'export function add(a: number, b: number): number {\n  return b + a\n}\n'

describe.skipIf(!hasBrowser)('a first day', () => {
  it('goes from home through the day, an exercise and its solution to the quiz', async () => {
    const served = await openPage()
    const { page, errors } = await openTab(served)

    await page.getByRole('link', { name: 'Read', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Day 1: Adding' }).waitFor()
    await page.getByRole('button', { name: 'Run adding' }).click()
    await page.getByRole('log').getByText("'1' + 1 = 11").waitFor()
    await page.getByText('It has ended.').waitFor()

    await page.getByRole('link', { name: 'Add two numbers' }).click()
    await replaceCode(page, 'add.ts', WRONG)
    await page.getByText(/^Not yet: 1 of 2 checks pass/).waitFor()
    await page.getByText('This often means, though not always').waitFor()
    await page.getByText('add(2, -3)', { exact: true }).waitFor()
    expect(await page.getByRole('link', { name: 'What plus does' }).getAttribute('href')).toBe('/day/1#what-plus-does')

    await page.getByRole('button', { name: 'Give me a hint (3 left)' }).click()
    await page.getByText('There is an operator for it.').waitFor()

    await replaceCode(page, 'add.ts', `console.log('from add.ts')\n${WRONG}`)
    await page.getByText('Your code printed 1 line').waitFor()
    expect(await page.getByText('from add.ts', { exact: true }).isVisible()).toBe(true)

    await replaceCode(page, 'add.ts', RIGHT)
    await page.getByText(/^Passed: all 2 checks/).waitFor()
    expect(readOf(served.workbook, '01-adding/add.ts')).toBe(RIGHT)

    await page.getByRole('button', { name: 'Compare with the solution' }).click()
    await page.getByText('What others got wrong').waitFor()
    const comparison = page.getByRole('textbox', { name: 'The solution' })
    expect(await comparison.textContent()).toContain('return a + b')

    await page.getByRole('link', { name: 'Next: Add up a list' }).click()
    await page.getByRole('heading', { level: 1, name: 'Add up a list' }).waitFor()
    await page.getByRole('link', { name: 'Day 1: Adding' }).click()
    await page.getByRole('link', { name: 'Take the quiz' }).click()
    await page.getByText('Question 1 of 3').waitFor()
    await page.getByRole('button', { name: '11 2' }).click()
    await page.getByText('Right').waitFor()
    await page.getByRole('button', { name: 'Next question' }).click()
    await page.getByRole('textbox', { name: 'What does it print?' }).fill('7')
    await page.getByRole('button', { name: 'Answer', exact: true }).click()
    await page.getByText('Not that').waitFor()
    await page.getByRole('button', { name: 'Next question' }).click()
    await page.getByRole('button', { name: 'An operator' }).click()
    await page.getByRole('button', { name: 'See the result' }).click()
    await page.getByRole('heading', { name: '2 of 3 right' }).waitFor()

    await page.getByRole('link', { name: 'Progress' }).click()
    await page.getByRole('cell', { name: '1 of 3' }).waitFor()
    expect(errors).toEqual([])

    const { stdout } = await runCourse(['progress', '--json'], { cwd: served.cwd })
    const [day] = JSON.parse(stdout).days
    expect(day.exercises[0]).toMatchObject({ id: 'add', status: 'passed' })
    expect(day.topics.map(({ done }: { done: boolean }) => done)).toEqual([true, false, false])
  })

  it('shows the solution before the pass on a second word alone, and records that', async () => {
    const served = await openPage()
    const { page, go } = await openTab(served)
    await go('/day/1/add')
    await page.getByRole('button', { name: 'See the solution' }).click()
    await page.getByRole('button', { name: 'Not yet' }).click()
    await page.getByRole('button', { name: 'See the solution' }).click()
    await page.getByRole('button', { name: 'Show it anyway' }).click()
    await page.getByText('What others got wrong').waitFor()
    expect(readOf(served.workbook, 'progress.json')?.match(/"type": ?"solution/g)).toHaveLength(1)
  })

  it('begins again from the starter, and keeps what was written', async () => {
    const served = await openPage()
    const { page, go } = await openTab(served)
    await go('/day/1/add')
    await replaceCode(page, 'add.ts', WRONG)
    await page.getByText(/^Not yet/).waitFor()
    await page.getByRole('button', { name: 'Begin again from the starter' }).click()
    await page.getByRole('button', { name: 'Put the starter back' }).click()
    await page.getByText(/The starter is back\. Yours is kept in/).waitFor()
    await page.getByRole('textbox', { name: 'add.ts' }).getByText('return 0').waitFor()
  })
})
