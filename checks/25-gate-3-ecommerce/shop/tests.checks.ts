import { check, expect, openSuite, type SuiteReport } from 'backend-workbook/check'
import { BROKEN_PRICING, BROKEN_STATE, type Broken, OURS, PRICING, STATE } from './modules.ts'

const suite = openSuite()
const only = suite.tests.filter((path) => /^tests\/domain\/[^/]+\.test\.ts$/.test(path))
let first: Promise<SuiteReport> | undefined
let second: Promise<SuiteReport> | undefined

/** With the learner's own modules, and with ours: of tests that fail then, nobody knows why they fail. */
async function green(): Promise<void> {
  first ??= suite.run({}, { only })
  expect(redIn(await first), 'your tests, with your modules').toEqual([])
  expect((await first).tests.length, 'tests in tests/domain/*.test.ts').toBeGreaterThan(0)
  second ??= suite.run(OURS, { only })
  expect(redIn(await second), 'your tests, with modules of ours that do what the brief says').toEqual([])
}

/** The broken versions with which every test still passes. */
async function unnoticed(versions: Broken[]): Promise<string[]> {
  const passed: string[] = []
  for (const { says, file, text } of versions) {
    const report = await suite.run({ ...OURS, [file]: text }, { only, changed: [file], stopAtFailure: true })
    if (redIn(report).length === 0) passed.push(says)
  }
  return passed
}

function redIn({ tests, problems, end }: SuiteReport): string[] {
  const failed = tests.filter(({ state }) => state === 'failed')
  return [
    ...problems.map(({ file, message }) => `${file}: ${message}`),
    ...failed.map(({ file, name, message }) => `${file} > ${name}: ${message}`),
    ...(end === 'ended' ? [] : ['the tests did not come to an end']),
  ]
}

check(
  'has tests that pass with its own modules, and with any that keep the same promises',
  { read: 'tests', requirement: 'tests', points: 3, ms: 8000 },
  async () => {
    await green()
    for (const [file, name] of [
      [PRICING, 'priceOf'],
      [STATE, 'nextStatus'],
    ] as const) {
      const lost = { ...OURS, [file]: `export function ${name}() {}\n` }
      const report = await suite.run(lost, { only, changed: [file], stopAtFailure: true })
      expect(redIn(report).length, `tests that fail where ${name} does nothing`).toBeGreaterThan(0)
    }
  },
)

check('has tests that notice wrong prices', { read: 'tests', requirement: 'tests', points: 3, ms: 8000 }, async () => {
  await green()
  expect(await unnoticed(BROKEN_PRICING), 'with prices that are broken like this, all your tests pass').toEqual([])
})

check(
  'has tests that notice wrong statuses',
  { read: 'tests', requirement: 'tests', points: 3, ms: 8000 },
  async () => {
    await green()
    expect(await unnoticed(BROKEN_STATE), 'with statuses that are broken like this, all your tests pass').toEqual([])
  },
)
