import { describe, expect, it } from 'vitest'
import { proveExercise } from '../../src/author/exercise.ts'
import { nameOf, type Subject } from '../../src/author/subject.ts'
import { loadCourse } from '../../src/engine/course/load.ts'
import type { Verdict } from '../../src/engine/judge/verdict.ts'
import { makeCourse, type Overrides, TINY_COURSE, temporaryFolder } from '../fixtures/build.ts'

const CHECKS = ['adds two numbers', 'adds a negative number']
const MISTAKES = 'solutions/01-adding/mistakes/add'

/** A verdict in which these checks failed. */
function verdict(...failing: string[]): Verdict {
  return {
    status: failing.length === 0 ? 'passed' : 'failed',
    checks: CHECKS.map((title) => ({ title, status: failing.includes(title) ? 'failed' : 'passed' })),
    ms: 1,
    notes: [],
  }
}

const SOUND: Record<string, Verdict> = {
  starter: verdict(...CHECKS),
  solution: verdict(),
  'always-minus-one': verdict('adds two numbers'),
  'forgets-the-sign': verdict('adds a negative number'),
}

/** Proves exercise 1/add of the tiny course, with verdicts that are made up. */
async function prove(
  options: {
    verdicts?: Record<string, Verdict | Verdict[]>
    /** In a row; otherwise as `verdicts` have it. */
    inARow?: Record<string, Verdict>
    files?: Overrides
    repeat?: number
    skipMistakes?: boolean
    named?: boolean
  } = {},
) {
  const root = options.files ? makeCourse(temporaryFolder('author'), options.files) : TINY_COURSE
  const course = loadCourse(root)
  const day = course.days.find((candidate) => candidate.day === 1)
  const exercise = day?.exercises.find(({ id }) => id === 'add')
  if (!day || !exercise) throw new Error('the fixture has changed')
  const times = new Map<string, number>()
  const judge = async (subject: Subject): Promise<Verdict> => {
    const name = nameOf(subject)
    const time = times.get(name) ?? 0
    times.set(name, time + 1)
    const given = options.verdicts?.[name] ?? SOUND[name] ?? verdict()
    return Array.isArray(given) ? (given[time] ?? verdict()) : given
  }
  const judgeInARow = (subjects: Subject[]) =>
    Promise.all(subjects.map((subject) => options.inARow?.[nameOf(subject)] ?? judge(subject)))
  return proveExercise(
    course,
    day,
    exercise,
    { judge, judgeInARow },
    { repeat: 1, skipMistakes: false, named: false, refresh: false, ...options },
  )
}

it('finds nothing in an exercise whose promises hold', async () => {
  const { findings, report, reads } = await prove()
  expect(findings).toEqual([])
  expect(report).toMatchObject({ id: 'add', checks: 2, starter: 'failed', solution: 'passed' })
  expect(report.mistakes).toEqual({ known: 2, caught: 2 })
  expect(reads.map(({ read }) => read)).toEqual(['what-plus-does', 'what-plus-does'])
})

const crash: Verdict = { ...verdict(), status: 'crashed', phase: 'load', message: 'SyntaxError: oh' }
const hang: Verdict = { ...verdict(), status: 'timed-out', afterMs: 3000, lastCheck: 'adds two numbers' }

it.each<[string, Record<string, Verdict>, string, string]>([
  ['a starter that passes', { starter: verdict() }, 'exercises/01-adding/add.ts', 'The starter passes'],
  ['a starter that crashes', { starter: crash }, 'exercises/01-adding/add.ts', 'SyntaxError: oh'],
  ['a starter that hangs', { starter: hang }, 'exercises/01-adding/add.ts', 'timed-out at "adds two numbers"'],
  [
    'a solution that fails',
    { solution: verdict('adds two numbers') },
    'solutions/01-adding/add.ts',
    'The solution failed',
  ],
  [
    'a wrong answer that passes',
    { 'forgets-the-sign': verdict() },
    `${MISTAKES}/forgets-the-sign.ts`,
    'no check catches it',
  ],
  [
    'a wrong answer that fails elsewhere',
    { 'forgets-the-sign': verdict('adds two numbers') },
    `${MISTAKES}/forgets-the-sign.ts`,
    'It should fail at "adds a negative number"; it fails at "adds two numbers".',
  ],
  [
    'a wrong answer that fails at more than it says',
    { 'forgets-the-sign': verdict(...CHECKS) },
    `${MISTAKES}/forgets-the-sign.ts`,
    'it fails at "adds a negative number" and "adds two numbers"',
  ],
  [
    'a wrong answer that ends otherwise',
    { 'forgets-the-sign': hang },
    `${MISTAKES}/forgets-the-sign.ts`,
    'ends as failed',
  ],
])('finds %s', async (_what, verdicts, file, message) => {
  const { findings } = await prove({ verdicts })
  expect(findings).toContainEqual(
    expect.objectContaining({ level: 'error', file, message: expect.stringContaining(message) }),
  )
  for (const finding of findings) expect(finding.mend).not.toBe('')
})

it('believes a wrong answer that says it hangs, and during which check', async () => {
  const text = '/* mistake\nwrong: a\nwhy: b\nfails:\n  - adds two numbers\nstatus: timed-out\n*/\nexport {}\n'
  const { findings } = await prove({ files: { [`${MISTAKES}/hangs.ts`]: text }, verdicts: { hangs: hang } })
  expect(findings).toEqual([])
})

it.each<[string, Overrides, string]>([
  [
    'a title that no check has',
    { [`${MISTAKES}/x.ts`]: '/* mistake\nwrong: a\nwhy: b\nfails: [adds]\n*/\n' },
    'names "adds"',
  ],
  ['a wrong answer that does not say what it is', { [`${MISTAKES}/x.ts`]: 'export {}\n' }, 'does not open with'],
  ['an exercise without wrong answers', { [MISTAKES]: null }, 'add has no wrong answers'],
  ['a missing solution', { 'solutions/01-adding/add.ts': null }, 'It is not there.'],
  ['missing checks', { 'checks/01-adding/add.check.ts': null }, 'It is not there.'],
])('finds %s', async (_what, files, message) => {
  const { findings } = await prove({ files, verdicts: { x: verdict('adds two numbers') } })
  expect(findings).toContainEqual(
    expect.objectContaining({ level: 'error', message: expect.stringContaining(message) }),
  )
})

it('warns of a check that nothing makes fail', async () => {
  const { findings } = await prove({
    verdicts: { starter: verdict('adds two numbers') },
    files: { [`${MISTAKES}/forgets-the-sign.ts`]: null },
  })
  expect(findings).toEqual([
    expect.objectContaining({ level: 'warning', message: 'Nothing shows that "adds a negative number" can fail.' }),
  ])
})

it('leaves the wrong answers out when it is asked to, and claims nothing of the checks', async () => {
  const verdicts = { 'forgets-the-sign': verdict(), starter: verdict('adds two numbers') }
  expect((await prove({ verdicts })).findings).not.toEqual([])
  const { findings, report } = await prove({ verdicts, skipMistakes: true })
  expect(findings).toEqual([])
  expect(report).toMatchObject({ id: 'add', checks: 2, starter: 'failed', solution: 'passed' })
  expect(report.mistakes).toBeUndefined()
})

describe('by the checks that they name', () => {
  const partly = (title: string, status: 'failed' | 'passed'): Verdict => ({
    ...verdict(),
    status,
    checks: [{ title, status }],
  })
  const [first = '', second = ''] = CHECKS
  const quick = {
    starter: verdict(...CHECKS),
    'always-minus-one': partly(first, 'failed'),
    'forgets-the-sign': partly(second, 'failed'),
  }

  it('wrong answers are proved, and the solution by each of these alone', async () => {
    const { findings, report } = await prove({ named: true, inARow: quick })
    expect(findings).toEqual([])
    expect(report).toMatchObject({ mistakes: { known: 2, caught: 2 }, secondLooks: [] })
    const leans = { [`solution at "${second}"`]: partly(second, 'failed') }
    const leaning = await prove({ named: true, inARow: { ...quick, ...leans }, verdicts: leans })
    expect(leaning.findings).toEqual([
      expect.objectContaining({
        file: 'checks/01-adding/add.check.ts',
        message: expect.stringMatching(/^The solution does not pass "adds a negative number" without/),
      }),
    ])
  })

  it('what they do not show, all checks may; what these do not show either is wrong', async () => {
    const passes = { ...quick, 'forgets-the-sign': partly(second, 'passed') }
    const shown = await prove({ named: true, inARow: passes })
    expect(shown.findings).toEqual([])
    const unseen = await prove({ named: true, inARow: passes, verdicts: { 'forgets-the-sign': verdict() } })
    expect(unseen.findings).toContainEqual(
      expect.objectContaining({ message: 'This wrong answer passes: no check catches it.' }),
    )
  })
})

it.each(['starter', 'solution'])('proves the %s without the wrong answers, too', async (name) => {
  const { findings } = await prove({
    verdicts: { starter: verdict(), solution: verdict(...CHECKS) },
    skipMistakes: true,
  })
  expect(findings).toContainEqual(
    expect.objectContaining({ level: 'error', message: expect.stringMatching(new RegExp(`^The ${name} `)) }),
  )
})

it('finds what is flaky when it judges often, and says when it changed', async () => {
  const solution = [verdict(), verdict(), verdict('adds two numbers')]
  expect((await prove({ verdicts: { solution }, repeat: 2 })).findings).toEqual([])
  const { findings } = await prove({ verdicts: { solution }, repeat: 3 })
  expect(findings).toEqual([
    expect.objectContaining({
      file: 'solutions/01-adding/add.ts',
      message: 'It is flaky: the first time it passed, time 3 it failed at "adds two numbers".',
    }),
  ])
})

it('lets a third look decide where two disagree', async () => {
  const elsewhere = verdict(...CHECKS)
  const once = await prove({
    verdicts: { 'forgets-the-sign': [hang, elsewhere, verdict('adds a negative number')] },
    inARow: { 'forgets-the-sign': hang },
  })
  expect(once.findings).toEqual([])
  expect(once.report.secondLooks).toEqual(['forgets-the-sign'])
  const same = await prove({
    verdicts: { 'forgets-the-sign': [elsewhere, elsewhere, verdict('adds a negative number')] },
    inARow: { 'forgets-the-sign': hang },
  })
  expect(same.findings).toHaveLength(1)
})

it('says of a wrong answer that nobody could judge just that', async () => {
  const busy: Verdict = { ...verdict(), status: 'inconclusive', message: 'The machine is too busy to tell.' }
  const { findings } = await prove({ verdicts: { 'forgets-the-sign': busy } })
  expect(findings).toContainEqual(
    expect.objectContaining({ level: 'error', message: expect.stringContaining('the machine was too busy each time') }),
  )
})

it('judges what surprises it a second time, and says which that were', async () => {
  const busy: Verdict = { ...verdict(), status: 'timed-out', afterMs: 3000, lastCheck: 'adds two numbers' }
  const { findings, report } = await prove({
    verdicts: { solution: [busy, verdict()], 'forgets-the-sign': [busy, verdict('adds a negative number')] },
    inARow: { 'forgets-the-sign': busy },
  })
  expect(findings).toEqual([])
  expect(report.secondLooks.sort()).toEqual(['forgets-the-sign', 'solution'])
  expect(report.mistakes).toEqual({ known: 2, caught: 2 })
})

it('judges what surprises it in a row in a process of its own, which is nothing to speak of', async () => {
  const { findings, report } = await prove({ inARow: { 'forgets-the-sign': verdict(...CHECKS) } })
  expect(findings).toEqual([])
  expect(report.secondLooks).toEqual([])
  expect(report.mistakes).toEqual({ known: 2, caught: 2 })
})

it('believes no row when it judges often', async () => {
  const { findings } = await prove({ inARow: { 'forgets-the-sign': verdict() }, repeat: 2 })
  expect(findings).toEqual([])
})
