/** The list over a watch that goes on, in a real terminal. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { copyFixture, temporaryFolder } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'
import { hasTerminal, openTerminal, SIZES, type Terminal } from '../fixtures/terminal.ts'

const RIGHT = 'export const add = (a: number, b: number): number => a + b\n'

let terminal: Terminal | undefined

afterEach(async () => {
  await terminal?.close()
})

it.skipIf(!hasTerminal).each(SIZES)(
  'the list opens over a watch, which judges behind it; from it one goes on elsewhere, at %i by %i',
  async (...size) => {
    const cwd = temporaryFolder('list')
    const file = join(cwd, 'workbook/01-adding/add.ts')
    terminal = await openTerminal(['watch', '1/add'], { cwd, size })
    const { shows, press, screen, ended } = terminal
    await shows('l list')
    await press('l')
    await shows(/❯ ○ 1\/add/)
    writeFileSync(file, RIGHT)
    await shows('1/add passed.')
    await shows(/❯ ✓ 1\/add/)
    await press('r', 'y')
    await shows('1/add starts again.')
    expect(readFileSync(file, 'utf8')).not.toBe(RIGHT)
    await press('q')
    await shows('1/add starts again. Your next save is judged.')
    expect(await screen()).not.toContain('filter')
    writeFileSync(file, RIGHT)
    await shows('Passed')
    await press('l')
    await shows('Tab: filter')
    await press('Down', 'Enter')
    await shows(/^1\/total {2}/m)
    await press('q')
    expect(await ended()).toBe(0)
  },
)

it.skipIf(!hasTerminal).each(SIZES)(
  'a reset in the watch says where the version before is, and the starter is no attempt, at %i by %i',
  async (...size) => {
    const cwd = temporaryFolder('list')
    const file = join(cwd, 'workbook/01-adding/add.ts')
    terminal = await openTerminal(['watch', '1/add'], { cwd, size })
    const { shows, press, ended } = terminal
    await shows('Not yet')
    writeFileSync(file, RIGHT)
    await shows('Passed')
    await press('r')
    await shows('Start 1/add again?')
    await press('y', 'Enter')
    await shows('Your version is kept in')
    await press('q')
    expect(await ended()).toBe(0)
    expect(await terminal.screen()).toContain('Your version is kept in')
    const { events } = JSON.parse(readFileSync(join(cwd, 'workbook/progress.json'), 'utf8'))
    const types = events.map(({ type }: { type: string }) => type)
    expect(types.slice(types.indexOf('reset'))).toEqual(['reset'])
  },
)

it.skipIf(!hasTerminal).each(SIZES)(
  'both lists say which exercise passed before its checks were what they are, at %i by %i',
  async (...size) => {
    const [course, cwd] = [copyFixture(), temporaryFolder('list')]
    const [env, file] = [{ COURSE_COURSE: course }, join(cwd, 'workbook/01-adding/add.ts')]
    await runCourse(['day', '1', '--print'], { cwd, env })
    writeFileSync(file, RIGHT)
    expect((await runCourse(['check', '1/add'], { cwd, env })).code).toBe(0)
    const check =
      "\ncheck('adds nothing', { read: 'what-plus-does' }, async () => {\n  expect(await add(0, 0)).toBe(0)\n})\n"
    appendFileSync(join(course, 'checks/01-adding/add.check.ts'), check)
    const row = /✓ 1\/add {2,}Add two numbers {2,}passed an earlier version {2}\d+ min$/m

    terminal = await openTerminal(['list'], { cwd, env, size })
    await terminal.shows(row)
    await terminal.press('q')
    expect(await terminal.ended()).toBe(0)
    await terminal.close()

    terminal = await openTerminal(['watch', '1/total'], { cwd, env, size })
    await terminal.shows('l list')
    await terminal.press('l')
    await terminal.shows(row)
    await terminal.press('q', 'q')
    expect(await terminal.ended()).toBe(0)
    expect((await runCourse(['check', '1/add'], { cwd, env })).code).toBe(0)
    await terminal.close()

    terminal = await openTerminal(['list'], { cwd, env, size })
    await terminal.shows(/✓ 1\/add {2,}Add two numbers {2,}\d+ min$/m)
  },
)

it.skipIf(!hasTerminal).each(SIZES)(
  '`course list` opens on what is next, and Enter goes to its page, at %i by %i',
  async (...size) => {
    terminal = await openTerminal(['list'], { size })
    const { shows, press, ended } = terminal
    await shows(/❯ ○ 1\/add/)
    await press('/', 'total', 'Enter')
    await shows('Your file: workbook/01-adding/total.ts')
    await press('C-c')
    expect(await ended()).toBe(130)
  },
)
