import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { run as runHome } from '../../src/commands/home.ts'
import { run as runList } from '../../src/commands/list.ts'
import { run as runNext } from '../../src/commands/next.ts'
import { READ_TO_THE_END } from '../../src/engine/next-action.ts'
import type { TrackerEvent } from '../../tracker/schema.ts'
import { temporaryFolder } from '../fixtures/build.ts'
import { fakeTerminal } from '../ui/terminal/fake-terminal.ts'
import { fakeWorld } from '../workbook/fake-world.ts'

const AT = '2026-03-09T10:00:00.000Z'
const attempt = (exercise: '1/add' | '1/total' | '2/ping', status: 'passed' | 'failed'): TrackerEvent => ({
  at: AT,
  type: 'attempt',
  exercise,
  status,
  ms: 100,
  failing: [],
  checks: 3,
})
const visited = (day: number, section: string): TrackerEvent => ({ at: AT, type: 'visited', day, section })
const answered = (question: `${number}/quiz:${string}`): TrackerEvent => ({
  at: AT,
  type: 'answer',
  question,
  correct: true,
})
const DAY_1_PASSED = [attempt('1/add', 'passed'), attempt('1/total', 'passed')]
const DAY_1_DONE = [
  ...DAY_1_PASSED,
  answered('1/quiz:plus-and-strings'),
  answered('1/quiz:name-of-plus'),
  answered('1/quiz:typed-sum'),
]

/** A learner who did this. */
function learnerWith(events: TrackerEvent[], overrides: Parameters<typeof fakeWorld>[0] = {}) {
  const cwd = temporaryFolder('cwd')
  if (events.length > 0) {
    mkdirSync(join(cwd, 'workbook'))
    writeFileSync(join(cwd, 'workbook', 'progress.json'), JSON.stringify({ version: 1, events }))
  }
  return fakeWorld({ cwd, ...overrides })
}

describe('what is next', () => {
  it.each([
    ['to read the first day', [], 'read day 1, Adding', 'course day 1'],
    ['to read on', [visited(1, 'a-list')], 'read on in day 1', 'course day 1'],
    ['the first exercise of a day that is read', [visited(1, READ_TO_THE_END)], '1/add', 'course watch 1/add'],
    ['the exercise that is begun', [visited(1, 'a-list'), attempt('1/add', 'failed')], '1/add', 'course watch 1/add'],
    ['the one after it', [attempt('1/add', 'passed')], '1/total', 'course watch 1/total'],
    ['the quiz', DAY_1_PASSED, 'the quiz of day 1', 'course quiz 1'],
    ['the next day', DAY_1_DONE, 'read day 2, Serving', 'course day 2'],
    [
      'the benchmark',
      [...DAY_1_DONE, attempt('2/ping', 'passed'), answered('2/quiz:who-waits')],
      'the benchmark',
      'course bench 2',
    ],
  ] as [string, TrackerEvent[], string, string][])('is %s', async (_, events, said, command) => {
    const world = learnerWith(events)
    expect(await runNext([], {}, world)).toBe(0)
    expect(world.printed()).toContain(said)
    expect(world.printed()).toContain(`      ${command}\n`)
  })
})

describe('course alone', () => {
  it('welcomes somebody new with the three commands that matter', async () => {
    const world = learnerWith([])
    expect(await runHome([], {}, world)).toBe(0)
    for (const command of ['course day 1', 'course watch', 'course progress'])
      expect(world.printed()).toContain(command)
    expect(world.printed()).not.toContain('Enter')
  })

  it('says where the learner is', async () => {
    const world = learnerWith([attempt('1/add', 'passed')])
    await runHome([], {}, world)
    expect(world.printed()).toContain('Day 1  Adding\n1 of 2 exercises, 0 of 3 topics')
    expect(world.printed()).toMatch(/0 of \d days done · 0 topics proved · 1 day in a row/)
    expect(world.printed()).not.toContain('\x1b')
  })

  it.each([
    ['q', 0],
    ['\x03', 130],
  ])('ends with %j', async (key, code) => {
    const { input, output, press, written } = fakeTerminal()
    const end = runHome([], {}, learnerWith([], { stdin: input, stdout: output }))
    await expect.poll(written).toContain('Enter: read day 1')
    await press(key)
    expect(await end).toBe(code)
    expect(input.isRaw).toBe(false)
  })

  it('does the next thing on Enter', async () => {
    const { input, output, press, written } = fakeTerminal()
    const end = runHome([], {}, learnerWith([visited(1, 'a-list')], { stdin: input, stdout: output }))
    await expect.poll(written).toContain('Enter: read on')
    await press('\r')
    await expect.poll(written).toContain('Day 1 3/4')
    await press('q')
    expect(await end).toBe(0)
  })
})

describe('course list', () => {
  it('shows every exercise with its state and minutes', async () => {
    const world = learnerWith([attempt('1/add', 'passed'), attempt('1/total', 'failed')])
    await runList([], {}, world)
    expect(world.printed()).toMatch(/^Day 1 {2}Adding +1\/2\n {2}✓ 1\/add +Add two numbers +5 min\n {2}◐ 1\/total /)
    for (const line of world.printed().split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('fits into 40 columns', async () => {
    const world = learnerWith([], { env: { COLUMNS: '40', COURSE_CACHE: temporaryFolder() } })
    await runList([], {}, world)
    for (const line of world.printed().split('\n')) expect(line.length).toBeLessThanOrEqual(40)
  })

  it('gives the same as JSON', async () => {
    const world = learnerWith([attempt('1/add', 'passed')])
    await runList([], { json: true }, world)
    const { days } = JSON.parse(world.printed())
    expect(days[0].exercises[0]).toMatchObject({ id: '1/add', minutes: 5, status: 'passed', attempts: 1 })
  })
})
