/** An exercise whose checks stand in parts: `<id>.check.ts` imports `./<id>/<part>.checks.ts`. */
import { expect, it } from 'vitest'
import { readChecks } from '../../src/author/check-file.ts'
import type { AuthorReport } from '../../src/author/report.ts'
import { makeCourse, type Overrides, temporaryFolder } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'

const ROOM = 'checks/01-adding'
const FILE = `${ROOM}/add.check.ts`
const HEAD = `import { check, expect } from 'backend-workbook/check'
import { add } from '../../../exercises/01-adding/add.ts'
import { sumOf } from './sum-of.ts'
`
const adds = (title: string, a: number, b: number) => `
check('${title}', { read: 'what-plus-does' }, () => {
  expect(add(${a}, ${b}), 'add(${a}, ${b})').toBe(sumOf(${a}, ${b}))
})
`
const POSITIVE = HEAD + adds('adds two numbers', 2, 3)
const NEGATIVE = HEAD + adds('adds a negative number', 2, -3)

/** The tiny course with exercise `add` in two parts, and what is given in their place. */
const inParts = (overrides: Overrides = {}) =>
  makeCourse(temporaryFolder('parts'), {
    [FILE]: "import './add/positive.checks.ts'\nimport './add/negative.checks.ts'\n",
    [`${ROOM}/add/positive.checks.ts`]: POSITIVE,
    [`${ROOM}/add/negative.checks.ts`]: NEGATIVE,
    [`${ROOM}/add/sum-of.ts`]: 'export const sumOf = (a: number, b: number) => a + b\n',
    ...overrides,
  })

it('reads the parts as one, in the order of the imports', () => {
  const { checks, findings } = readChecks(inParts(), FILE, false)
  expect(findings).toEqual([])
  expect(checks.map(({ title, file }) => `${file}: ${title}`)).toEqual([
    `${ROOM}/add/positive.checks.ts: adds two numbers`,
    `${ROOM}/add/negative.checks.ts: adds a negative number`,
  ])
})

const eight = (word: string) => HEAD + Array.from({ length: 8 }, (_, n) => adds(`adds ${n} to ${word}`, n, 1)).join('')

it.each<[string, Overrides, string]>([
  [
    'checks beside the parts',
    { [FILE]: `import './add/positive.checks.ts'\nimport './add/negative.checks.ts'\n${adds('x', 1, 1)}` },
    `${FILE}: It has checks of its own.`,
  ],
  [
    'a part that is not imported',
    { [FILE]: "import './add/positive.checks.ts'\n" },
    `${ROOM}/add/negative.checks.ts: Its checks never run.`,
  ],
  [
    'a title that two parts use',
    { [`${ROOM}/add/negative.checks.ts`]: POSITIVE },
    `${ROOM}/add/negative.checks.ts: Two checks are called "adds two numbers".`,
  ],
  [
    'a part without checks',
    { [`${ROOM}/add/negative.checks.ts`]: 'export {}\n' },
    `${ROOM}/add/negative.checks.ts: It has no checks.`,
  ],
  [
    'too many checks over all parts',
    { [`${ROOM}/add/positive.checks.ts`]: eight('one'), [`${ROOM}/add/negative.checks.ts`]: eight('two') },
    `${FILE}: It has 16 checks.`,
  ],
])('refuses %s', (_what, overrides, finding) => {
  const { findings } = readChecks(inParts(overrides), FILE, false)
  expect(findings.map(({ file, message }) => `${file}: ${message}`)).toEqual([finding])
})

it('judges starter, solution and wrong answers by all parts', { timeout: 300_000 }, async () => {
  const { code, stdout } = await runCourse(['author', 'check', '1', '--only', 'add', '--json'], {
    env: { COURSE_COURSE: inParts() },
  })
  const report: AuthorReport = JSON.parse(stdout)
  expect(report.days.flatMap(({ findings }) => findings).filter(({ level }) => level === 'error')).toEqual([])
  expect(code).toBe(0)
  expect(report.days[0]?.exercises).toMatchObject([
    { id: 'add', checks: 2, starter: 'failed', solution: 'passed', mistakes: { known: 2, caught: 2 } },
  ])
})

it('finds the wrong answer that nothing catches while a part is left out', {
  timeout: 300_000,
}, async () => {
  const course = inParts({ [FILE]: "import './add/positive.checks.ts'\n" })
  const { code, stdout } = await runCourse(['author', 'check', '1', '--only', 'add', '--json'], {
    env: { COURSE_COURSE: course },
  })
  expect(code).toBe(1)
  const report: AuthorReport = JSON.parse(stdout)
  expect(report.days.flatMap(({ findings }) => findings.map(({ file }) => file))).toContain(
    'solutions/01-adding/mistakes/add/forgets-the-sign.ts',
  )
})
