/** Ctrl-Z and `fg` in a shell at a terminal: the time in between belongs to nobody's code. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../fixtures/build.ts'
import { hasTerminal, openTerminal, type Terminal } from '../fixtures/terminal.ts'

/** Each run of it notes when it begins. It computes for so long that there is time for a Ctrl-Z. */
const SLOW = `import { appendFileSync } from 'node:fs'
appendFileSync('../begun', 'x')
const end = performance.now() + 1500
while (performance.now() < end);
export const add = (a: number, b: number): number => a + b
`

/** Of a shell that waits for a line; it depends on who runs the test. */
const PROMPT = /[$#]$/

/** Keys to press, each time once something is on the screen. */
type Way = [shown: RegExp, ...keys: string[]][]

let terminal: Terminal | undefined
afterEach(async () => {
  await terminal?.close()
  terminal = undefined
})

async function open(command: string): Promise<Terminal> {
  const cwd = temporaryFolder('stopped')
  mkdirSync(join(cwd, 'workbook/01-adding'), { recursive: true })
  mkdirSync(join(cwd, 'workbook/.course'))
  writeFileSync(join(cwd, 'workbook/01-adding/add.ts'), SLOW)
  terminal = await openTerminal([], { cwd, line: 'bash --norc -i' })
  await terminal.shows(PROMPT)
  await terminal.press(command, 'Enter')
  return terminal
}

describe.skipIf(!hasTerminal)('a command that is stopped by Ctrl-Z', () => {
  it('course check: stops, and judges after fg as if nothing had been', async () => {
    const { press, shows, screen } = await open('course check 1/add')
    await shows('judging 1/add')
    await press('C-z')
    await shows(/Stopped\s+course check/)
    // Longer than the code may compute, were that time its own; nobody must wake us either.
    await new Promise((resolve) => setTimeout(resolve, 3500))
    expect(await screen()).not.toContain('Passed')
    await press('fg', 'Enter')
    await shows('Passed: all 2 checks')
  })

  it('course watch: stops, and goes on after fg', async () => {
    const { press, shows } = await open('course watch 1/add')
    await shows('Passed: all 2 checks')
    await press('C-z')
    await shows(/Stopped\s+course watch/)
    await press('fg', 'Enter')
    await shows(/Stopped[\s\S]*next/)
    await press('q')
    await shows(PROMPT)
  })

  it.each<[what: string, command: string, way: Way, shown: RegExp, key: string, then: RegExp, leave: string[]]>([
    ['a lesson', 'course day 1', [], /q: leave/, 'Space', /Day 1 2\/4/, ['q']],
    ['the menu of a day', 'course day 1', [[/q: leave/, 'm']], /❯ Read on/, 'Down', /❯ Run the demo/, ['C-c']],
    ['the list', 'course list', [], /❯ ○ 1\/add/, 'Down', /❯ ○ 1\/total/, ['q']],
    ['the list over a watch', 'course watch 1/add', [[/Passed/, 'l']], /❯ ✓ 1\/add/, 'q', /n next exercise/, ['q']],
    ['a question', 'course quiz 1', [], /^Question 1 of 3[\s\S]*❯ 1\)/m, 'Down', /❯ 2\)/, ['q']],
    [
      'its verdict',
      'course quiz 1',
      [[/❯ 1\)/, '1']],
      /Enter: the next question/,
      'Enter',
      /^Question 2 of 3/m,
      ['Escape'],
    ],
    [
      'an answer to type',
      'course quiz 1',
      [
        [/❯ 1\)/, 's'],
        [/❯$/m, '6'],
      ],
      /❯ 6$/m,
      '5',
      /❯ 65$/m,
      ['Escape'],
    ],
    ['home', 'course', [], /Enter: read day 1/, 'Enter', /Day 1 1\/4/, ['q']],
  ])(
    '%s: gives the terminal back, and is there again after fg',
    async (_what, command, way, shown, key, then, leave) => {
      const { press, shows, modes } = await open(command)
      for (const [place, ...onward] of way) {
        await shows(place)
        await press(...onward)
      }
      await shows(shown)
      for (const _ of ['once', 'once more']) {
        await press('C-z')
        await shows(/Stopped\s+course/)
        expect(await modes()).toEqual({ isSecond: false, hasCursor: true })
        await press('echo as before', 'Enter')
        await shows(/^as before$/m)
        // What is seen from here on was drawn after fg.
        await press('C-l')
        await shows(/^[^\n]*[$#]$/)
        await press('fg', 'Enter')
        await shows(shown)
      }
      await press(key)
      await shows(then)
      await press(...leave)
      await shows(PROMPT)
      expect(await modes()).toEqual({ isSecond: false, hasCursor: true })
    },
  )
})
