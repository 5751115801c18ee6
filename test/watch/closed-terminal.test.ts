/** Somebody closes the window: what ran in it ends, and nothing is left that keeps a processor busy. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { temporaryFolder } from '../fixtures/build.ts'
import { hasTerminal, openTerminal, type Terminal } from '../fixtures/terminal.ts'

let terminal: Terminal | undefined

afterEach(async () => {
  await terminal?.close()
})

/** Processes that have this in their command line. */
function running(text: string): string[] {
  const all = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n')
  return all.filter((line) => line.includes(text))
}

it.skipIf(!hasTerminal).each<[what: string, args: string[], shown: string, key: string, then: string]>([
  ['the watch', ['watch', '1/add'], 'l list', 'h', 'Hint 1'],
  ['the list above it', ['watch', '1/add'], 'l list', 'l', 'Tab: filter'],
  ['the list', ['list'], 'Tab: filter', 'Down', 'Tab: filter'],
  ['a lesson', ['day', '1'], 'q: leave', 'Down', 'q: leave'],
  ['a quiz', ['quiz', '1'], 'q: leave', 'Down', 'q: leave'],
])('%s', async (_what, args, shown, key, then) => {
  const workbook = join(temporaryFolder('closed'), 'workbook')
  terminal = await openTerminal([...args, '--workbook', workbook])
  await terminal.shows(shown)
  await terminal.press(key)
  await terminal.shows(then)
  expect(running(workbook)).not.toEqual([])
  await terminal.close()
  await expect.poll(() => running(workbook)).toEqual([])
})
