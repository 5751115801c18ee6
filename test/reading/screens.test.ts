/** What keys lead to, in a real terminal. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { READ_TO_THE_END } from '../../src/engine/next-action.ts'
import { HTTP_COURSE, temporaryFolder } from '../fixtures/build.ts'
import { hasTerminal, openTerminal, SIZES, type Terminal } from '../fixtures/terminal.ts'

let terminal: Terminal | undefined

afterEach(async () => {
  await terminal?.close()
})

it.skipIf(!hasTerminal).each(SIZES)(
  'Enter after `course` works on the exercise that it names, at %i by %i',
  async (...size) => {
    const cwd = temporaryFolder('home')
    mkdirSync(join(cwd, 'workbook'))
    const read = { at: '2026-03-09T10:00:00.000Z', type: 'visited', day: 1, section: READ_TO_THE_END }
    writeFileSync(join(cwd, 'workbook', 'progress.json'), JSON.stringify({ version: 1, events: [read] }))
    terminal = await openTerminal([], { cwd, size })
    await terminal.shows('Enter: work on it')
    await terminal.press('Enter')
    await terminal.shows('Your file: workbook/01-adding/add.ts')
    await terminal.shows('Watch: check whenever I save')
    for (const _ of 'to Back') await terminal.press('Down')
    await terminal.shows('❯ Back')
    await terminal.press('Enter')
    await terminal.shows('❯ Exercise')
    await terminal.press('C-c')
    expect(await terminal.ended()).toBe(130)
  },
)

it.skipIf(!hasTerminal).each(SIZES)(
  'a day is walked through in the language that was asked for, at %i by %i',
  async (...size) => {
    const env = { COURSE_COURSE: HTTP_COURSE, COURSE_LANG: 'de' }
    terminal = await openTerminal(['day', '1', '--section', 'status-line'], { env, size })
    await terminal.shows('Die Statuszeile')
    await terminal.press('m')
    await terminal.shows('Read on: Die Statuszeile')
    await terminal.press('C-c')
    expect(await terminal.ended()).toBe(130)
  },
)
