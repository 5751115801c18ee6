import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { expect, it } from 'vitest'
import * as quiz from '../../src/commands/quiz.ts'
import { openTracker } from '../../tracker/store.ts'
import { makeCourse, temporaryFolder } from '../fixtures/build.ts'
import { type FakeWorld, fakeWorld } from '../workbook/fake-world.ts'

const QUIZ = `questions:
  - { id: sum, kind: predict, prompt: 'What comes out?', code: console.log(1 + 2), because: One and two are three., read: a-list }
  - id: lines
    kind: predict
    prompt: What is printed?
    code: "console.log('a\\\\nb')"
    because: The backslash n is a new line.
    wrong: [{ output: "b\\na", because: Lines keep their order. }]
    read: a-list
`

it('asks each question, explains, records each answer, and sums up', async () => {
  const { world, type } = terminal()
  const running = quiz.run(['1'], {}, world)
  await type('What does it print', '3\r')
  await type('Enter: the next question', '\r')
  await type('Question 2 of 2', '\r')
  await type('Enter: the result', '\r')
  const code = await running
  const shown = stripVTControlCharacters(world.printed())
  expect(shown).toContain('Right. One and two are three.')
  expect(shown).toContain('The backslash n is a new line.')
  expect(shown).toMatch(/[12] of 2 right/)
  const answers = await recorded(world)
  expect(answers).toMatchObject([{ question: '1/quiz:sum', correct: true }, { question: '1/quiz:lines' }])
  expect(code).toBe(shown.includes('2 of 2') ? 0 : 1)
})

it('asks only what is open when the learner wants that', async () => {
  const first = terminal()
  const record = await openTracker(join(first.world.cwd, 'workbook'))
  await record.add({ type: 'answer', question: '1/quiz:lines', correct: true })
  const running = quiz.run(['1'], {}, first.world)
  await first.type('You have 1 of 2 right already', '\r')
  await first.type('What does it print', '4\r')
  await first.type('Enter: the result', '\r')
  expect(await running).toBe(1)
  const shown = stripVTControlCharacters(first.world.printed())
  expect(shown).toContain('0 of 1 right. The wrong one comes back in `course review`.')
  expect(shown).toContain('course day 1 --section a-list')
})

it('keeps the answers before a Ctrl-C, and ends as interrupted', async () => {
  const { world, type } = terminal()
  const running = quiz.run(['1'], {}, world)
  await type('What does it print', '3\r')
  await type('Enter: the next question', '\r')
  await type('Question 2 of 2', '\u0003')
  expect(await running).toBe(130)
  expect(stripVTControlCharacters(world.printed())).toContain('1 of 2 right. One is not answered.')
  expect(await recorded(world)).toHaveLength(1)
})

it('ends as interrupted when the signal comes from elsewhere', async () => {
  const controller = new AbortController()
  const { world, seen } = terminal({ signal: controller.signal })
  const running = quiz.run(['1'], {}, world)
  running.catch(() => {})
  await seen('What does it print')
  controller.abort()
  await expect(running).rejects.toMatchObject({ name: 'AbortError' })
})

function terminal(overrides: Partial<FakeWorld> = {}) {
  const course = makeCourse(temporaryFolder('course'), { 'lessons/01-adding/quiz.yaml': QUIZ })
  const world = fakeWorld({ flags: { course, color: false }, ...overrides })
  // A prompt ends its output when it is done, which a real terminal ignores.
  Object.assign(world.stdout, { isTTY: true, columns: 80, rows: 24, end: () => world.stdout })
  world.stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => {} })
  const seen = (text: string) =>
    expect.poll(() => stripVTControlCharacters(world.printed()), { timeout: 60_000 }).toContain(text)
  const type = async (after: string, keys: string) => {
    await seen(after)
    ;(world.stdin as PassThrough).write(keys)
  }
  return { world, type, seen }
}

async function recorded(world: FakeWorld) {
  const tracker = await openTracker(join(world.cwd, 'workbook'))
  return (await tracker.read()).record.events.filter((event) => event.type === 'answer')
}
