import { Chalk } from 'chalk'
import { expect, it } from 'vitest'
import type { AuthorReport, DayReport } from '../../src/author/report.ts'
import { renderAuthorReport, renderNewDay, renderStep } from '../../src/ui/author/report.ts'
import type { Look } from '../../src/ui/terminal/look.ts'

const look: Look = { chalk: new Chalk({ level: 0 }), width: 80, unicode: false }

function day(overrides: Partial<DayReport> = {}): DayReport {
  return {
    day: 2,
    room: '02-serving',
    title: 'Serving',
    status: 'ready',
    words: 1500,
    topics: 3,
    questions: 4,
    demos: 1,
    bench: 'boots',
    exercises: [
      {
        id: 'ping',
        checks: 6,
        starter: 'failed',
        solution: 'passed',
        mistakes: { known: 3, caught: 3 },
        secondLooks: [],
        unnoted: [],
        ms: 2345,
      },
    ],
    findings: [],
    ...overrides,
  }
}

function report(days: DayReport[], overrides: Partial<AuthorReport> = {}): AuthorReport {
  return { ok: true, days, findings: [], notes: [], ms: 4321, ...overrides }
}

it('shows exercises, lessons and one last line when all is proved', () => {
  expect(renderAuthorReport(report([day()]), look)).toBe(`exercise | starter | solution | wrong caught | checks |  time
---------+---------+----------+--------------+--------+------
2/ping   | failed  | passed   |       3 of 3 |      6 | 2.3 s

day | title   | words | topics | questions | demos | bench
----+---------+-------+--------+-----------+-------+------
  2 | Serving |  1500 |      3 |         4 |     1 | boots

1 day, 1 exercise, 3 wrong answers: proved (4.3 s)
`)
})

it('names file, line, fault and mend of each finding, errors first', () => {
  const findings: DayReport['findings'] = [
    { level: 'warning', file: 'checks/a.ts', message: 'Nothing shows it.', mend: 'Show it.' },
    { level: 'error', file: 'lessons/b.md', line: 7, message: 'No anchor.', mend: 'Write one.' },
  ]
  const text = renderAuthorReport(report([day({ findings })], { ok: false, notes: ['Not linted.'] }), look)
  expect(text).toContain(`x lessons/b.md:7
  No anchor.
  Write one.
! checks/a.ts
  Nothing shows it.
  Show it.

Not linted.

1 day, 1 exercise, 3 wrong answers: 1 error and 1 warning (4.3 s)
`)
})

it('shows a warning that says itself what to do in one line', () => {
  const findings: DayReport['findings'] = [
    { level: 'warning', file: 'lessons/b.md', line: 7, message: `41 words in a sentence: ${'word '.repeat(41)}` },
    { level: 'warning', file: 'lessons/b.md', line: 12, message: 'begins with Who: Who asks.' },
  ]
  const text = renderAuthorReport(report([day({ findings })]), look)
  expect(text).toContain(`! lessons/b.md:7  41 words in a sentence: word word word word word word word wo.
! lessons/b.md:12  begins with Who: Who asks.

1 day, 1 exercise, 3 wrong answers: proved, 2 warnings (4.3 s)
`)
})

it('says where the wrong answers were left out', () => {
  const [exercise] = day().exercises
  if (!exercise) throw new Error('the builder has changed')
  const { mistakes: _, ...rest } = exercise
  const text = renderAuthorReport(report([day({ exercises: [rest] })]), look)
  expect(text).toContain('2/ping   | failed  | passed   |     left out |      6 | 2.3 s')
  expect(text).toContain('1 day, 1 exercise, wrong answers left out: proved')
})

it('leaves lessons out when only an exercise was asked for', () => {
  expect(renderAuthorReport(report([day({ bench: 'not-run' })]), look)).not.toContain('questions')
})

it('fits 40 columns', () => {
  const long = day({
    findings: [{ level: 'error', file: 'a.md', message: 'word '.repeat(30), mend: 'mend '.repeat(30) }],
  })
  const lines = renderAuthorReport(report([long], { ok: false }), { ...look, width: 40 }).split('\n')
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(40)
})

it('says what a new day has and what comes next', () => {
  const text = renderNewDay(
    { day: 31, room: '31-x', files: ['lessons/31-x/lesson.md'], plan: ['Day 31 is new.'] },
    look,
  )
  expect(text).toContain('  lessons/31-x/lesson.md\n')
  expect(text).toContain('Day 31 is new.\n')
  expect(text).toContain('course author check 31')
})

it('keeps the line of progress within the terminal', () => {
  expect(renderStep('x'.repeat(200), look).length).toBeLessThan(80)
})
