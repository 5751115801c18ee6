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

  it.each<[what: string, command: string, shown: RegExp, key: string, then: RegExp]>([
    ['a lesson', 'course day 1', /q: leave/, 'space', /Day 1 2\/4/],
    ['the list', 'course list', /❯ ○ 1\/add/, 'Down', /❯ ○ 1\/total/],
    ['a question', 'course quiz 1', /❯ 1\)/, 'Down', /❯ 2\)/],
  ])('%s: gives the terminal back, and is there again after fg', async (_what, command, shown, key, then) => {
    const { press, shows } = await open(command)
    await shows(shown)
    await press('C-z')
    await shows(/Stopped\s+course/)
    await press('echo as before', 'Enter')
    await shows(/^as before$/m)
    await press('fg', 'Enter')
    await shows(shown)
    await press(key)
    await shows(then)
    await press('q')
    await shows(PROMPT)
  })
})
