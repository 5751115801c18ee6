/** The quiz in a real terminal, at 80 by 24 and at 120 by 40. */
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { openTracker } from '../../tracker/store.ts'
import { makeCourse, temporaryFolder } from '../fixtures/build.ts'
import { hasTerminal, openTerminal, SIZES, type Terminal, type TerminalOptions } from '../fixtures/terminal.ts'

const QUIZ = `questions:
  - { id: sum, kind: predict, prompt: 'What comes out?', code: console.log(1 + 2), because: One and two are three., read: a-list }
  - id: plus
    kind: choice
    prompt: What is plus?
    options:
      - { text: An operator, because: It stands between two operands., correct: true }
      - { text: A function, because: It cannot be called. }
    read: a-list
  - id: lines
    kind: predict
    prompt: What is printed?
    code: "console.log('a'); console.log('b')"
    because: One after the other.
    wrong: [{ output: "b\\na", because: Lines keep their order. }]
    read: a-list
`

let terminal: Terminal | undefined

afterEach(async () => {
  await terminal?.close()
})

async function open(args: string[], options: TerminalOptions = {}) {
  const cwd = temporaryFolder('quiz')
  const course = makeCourse(temporaryFolder('course'), { 'lessons/01-adding/quiz.yaml': QUIZ })
  terminal = await openTerminal(args, { cwd, ...options, env: { COURSE_COURSE: course, ...options.env } })
  const answers = async () => {
    const tracker = await openTracker(join(cwd, 'workbook'))
    return (await tracker.read()).record.events.flatMap((event) => (event.type === 'answer' ? [event] : []))
  }
  return { ...terminal, answers }
}

it.skipIf(!hasTerminal).each(SIZES)(
  'stands still after each verdict until the learner goes on, at %i by %i',
  async (...size) => {
    const { screen, shows, press, ended, answers } = await open(['quiz', '1'], { size })
    await shows('What does it print?')
    expect(await screen()).toBe(`Day 1: Adding

Question 1 of 3

What comes out?

  console.log(1 + 2)

What does it print? (a space for each new line)
❯
Enter: answer   Tab: skip   Esc: leave`)
    await press('4', 'BSpace', '3', 'Enter')
    await shows('Enter: the next question')
    expect((await screen()).split('\n').slice(8)).toEqual([
      'What does it print? (a space for each new line)',
      '❯ 3',
      '',
      '✓ Right. One and two are three.',
      '',
      'Enter: the next question   q: leave',
    ])
    await press('Enter')
    await shows('What is plus?')
    const options = (await screen()).split('\n').slice(-4)
    expect(options).toEqual([
      expect.stringMatching(/^❯ 1\) (?:An operator|A function)$/),
      expect.stringMatching(/^ {2}2\) (?:An operator|A function)$/),
      '',
      '↑ ↓ or a number, Enter: answer   s: skip   b: back   q: leave',
    ])
    await press(...(options[0]?.includes('operator') ? ['1'] : ['Down', 'Enter']))
    await shows('Right. It stands between')
    await press('Enter')
    await shows('Question 3 of 3')
    await shows(/\d\) a ↵ b\n/)
    await shows(/\d\) b ↵ a\n/)
    await press(/(\d)\) a ↵ b/.exec(await screen())?.[1] ?? '')
    await shows('Enter: the result')
    await press('Enter')
    expect(await ended()).toBe(0)
    expect(await screen()).toContain('3 of 3 right.\nNext: course next')
    expect(await answers()).toHaveLength(3)
  },
)

it.skipIf(!hasTerminal).each(SIZES)(
  'refuses an empty answer, skips, goes back, and takes another answer, at %i by %i',
  async (...size) => {
    const { screen, shows, press, ended, answers } = await open(['quiz', '1'], { size })
    await shows('Enter: answer')
    await press('Space', 'Enter')
    await shows('Nothing is typed yet. Tab: skip this question.')
    await press('BSpace', 'Tab')
    await shows('s: skip   b: back   q: leave')
    await press('b')
    await shows(/Question 2 of 3[\s\S]*Question 1 of 3/)
    await press('5', 'Enter')
    await shows('Not that.')
    await press('Enter')
    await shows(/Not that\.[\s\S]*Question 2 of 3/)
    await press('s')
    await shows('Question 3 of 3')
    await press('q')
    expect(await ended()).toBe(1)
    expect(await screen()).toContain('0 of 3 right. 2 are not answered. The wrong one comes back in `course review`.')
    expect(await answers()).toMatchObject([{ correct: false }])
  },
)

it.skipIf(!hasTerminal).each(SIZES)(
  'keeps what was answered when Ctrl-C ends it, and says how it stands, at %i by %i',
  async (...size) => {
    const { screen, shows, press, ended, answers } = await open(['quiz', '1'], { size })
    await shows('Enter: answer')
    await press('3', 'Enter')
    await shows('Enter: the next question')
    await press('C-c')
    expect(await ended()).toBe(130)
    expect(await screen()).toContain('1 of 3 right. 2 are not answered.\nNext: course quiz 1')
    expect(await answers()).toMatchObject([{ correct: true }])
  },
)

it.skipIf(!hasTerminal)('leaves nothing behind where the terminal becomes narrower and wider', async () => {
  const long = (text: string) => `${text}, which is said in more words than fit into a narrow terminal`
  const quiz = `questions:
  - id: plus
    kind: choice
    prompt: What is plus?
    options:
      - { text: "${long('An operator')}", because: It stands between two operands., correct: true }
      - { text: "${long('A function')}", because: It cannot be called. }
    read: a-list
  - { id: sum, kind: predict, prompt: 'What comes out?', code: console.log(1 + 2), because: One and two are three., read: a-list }
`
  const course = makeCourse(temporaryFolder('course'), { 'lessons/01-adding/quiz.yaml': quiz })
  const { screen, shows, press, resize } = await open(['quiz', '1'], { env: { COURSE_COURSE: course } })
  // tmux may have moved the question above the screen.
  const options = async () => (await screen()).match(/^[❯ ] \d\) |leave$/gm)?.join('|')
  await shows('q: leave')
  await resize(34, 24)
  await press('Down')
  await shows('❯ 2)')
  expect(await options()).toBe('  1) |❯ 2) |leave')
  await resize(120, 24)
  await press('Up')
  await shows('❯ 1)')
  expect(await options()).toBe('❯ 1) |  2) |leave')
  await press('s')
  await shows('Enter: answer')
  for (const _ of '12345') await press('0123456789')
  await shows('❯ 01234567890123456789012345678901234567890123456789\n')
  await resize(34, 24)
  await press('x')
  await shows('9x\n')
  expect((await screen()).match(/^.*\d{9}.*$/gm)).toEqual([expect.stringMatching(/^❯ \d+9x$/)])
  await press('Escape')
})

it.skipIf(!hasTerminal).each(SIZES)('goes back to the menu of the day by Ctrl-C, at %i by %i', async (...size) => {
  const { shows, press, ended } = await open(['day', '1'], { size })
  await shows('m: menu')
  await press('m')
  await shows('❯')
  for (const _ of 'quiz') await press('Down')
  await shows('❯ Quiz')
  await press('Enter')
  await shows('Enter: answer')
  await press('C-c')
  await shows(/0 of 3 right[\s\S]*❯ Quiz/)
  await press('C-c')
  expect(await ended()).toBe(130)
})
