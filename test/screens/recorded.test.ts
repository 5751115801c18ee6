/**
 * Each room as it stands in a real terminal, row by row, at 80 by 24 and at 120 by 40. `npx vitest run test/screens -u` records
 * them anew; the difference in recorded/ shows what has changed.
 */
import { afterEach, describe, expect, it } from 'vitest'
import { makeCourse, temporaryFolder } from '../fixtures/build.ts'
import { hasTerminal, openTerminal, SIZES, type Terminal } from '../fixtures/terminal.ts'

const QUIZ = `questions:
  - { id: sum, kind: predict, prompt: 'What comes out?', code: console.log(1 + 2), because: One and two are three., read: a-list }
`
const LONG = 'It goes on and on about what there is to see, until nothing more of it fits on a line of eighty.'
const COURSE = {
  'lessons/01-adding/quiz.yaml': QUIZ,
  'lessons/01-adding/demo/wordy.ts': `// ${LONG}\nconsole.log('words')\n`,
}

let terminal: Terminal | undefined

afterEach(async () => {
  await terminal?.close()
})

/** What is on the screen once nothing more comes. */
async function settled(screen: Terminal['screen']): Promise<string> {
  let before = ''
  await expect
    .poll(
      async () => {
        const now = await screen()
        const isStill = now === before
        before = now
        return isStill
      },
      { timeout: 60_000, interval: 200 },
    )
    .toBe(true)
  return before
}

describe.skipIf(!hasTerminal).each(SIZES)('at %i by %i', (columns, rows) => {
  it.each<[room: string, args: string[], steps: [shows: string | RegExp, ...keys: string[]][]]>([
    ['home', [], [['Enter:']]],
    ['lesson', ['day', '1'], [['q: leave']]],
    ['lesson-2', ['day', '1'], [['q: leave', 'Space'], ['2/4']]],
    ['day', ['day', '1'], [['q: leave', 'm'], ['❯']]],
    ['list', ['list'], [['q: leave']]],
    ['list-search', ['list'], [['q: leave', '/', 't', 'o'], ['/to']]],
    ['list-reset', ['list'], [['q: leave', 'Down', 'r'], ['y: yes']]],
    ['exercise', ['list'], [['q: leave', 'Enter'], ['❯']]],
    ['demos', ['demo', '1'], [['wordy']]],
    ['quiz', ['quiz', '1'], [['Enter: answer']]],
    ['quiz-right', ['quiz', '1'], [['Enter: answer', '3', 'Enter'], ['Enter: the result']]],
    ['quiz-wrong', ['quiz', '1'], [['Enter: answer', '4', 'Enter'], ['Enter: the result']]],
  ])('%s', async (room, args, steps) => {
    const env = { COURSE_COURSE: makeCourse(temporaryFolder('course'), COURSE) }
    terminal = await openTerminal(args, { env, size: [columns, rows] })
    for (const [shown, ...keys] of steps) {
      await terminal.shows(shown)
      await terminal.press(...keys)
    }
    const screen = `${await settled(terminal.screen)}\n`
    await expect(screen).toMatchFileSnapshot(`recorded/${room}.${columns}x${rows}.txt`)
  })
})
