import { stripVTControlCharacters } from 'node:util'
import { Chalk } from 'chalk'
import { describe, expect, it } from 'vitest'
import type { Course } from '../../../src/engine/course/model.ts'
import { progressJson, roadmapJson } from '../../../src/ui/progress/json.ts'
import { progressMarkdown, roadmapMarkdown } from '../../../src/ui/progress/markdown.ts'
import { renderProgress } from '../../../src/ui/progress/progress.ts'
import { renderRoadmap } from '../../../src/ui/progress/roadmap.ts'
import type { Look } from '../../../src/ui/terminal/look.ts'
import { textWidth } from '../../../src/ui/text/width.ts'
import { deriveProgress } from '../../../tracker/progress.ts'
import { deriveRoadmap } from '../../../tracker/roadmap.ts'
import type { TrackerEvent } from '../../../tracker/schema.ts'
import { aCourse, aDay, anExercise, answer, aTopic, attempt, daysAgo, hoursAgo, NOW } from '../../tracker/builders.ts'

const course: Course = aCourse({
  days: [
    aDay(1, {
      title: 'The event loop',
      questionIds: ['why'],
      topics: [aTopic('loop', ['one']), aTopic('asked', ['quiz:why'])],
    }),
    aDay(2, {
      title: 'A gate with a title that is rather long for one line of a narrow terminal',
      gate: 1,
      exercises: ['a', 'b', 'c'].map((id) => anExercise(id)),
      topics: [aTopic('all', ['a', 'b', 'c'])],
    }),
    aDay(3, { phase: 2 }),
    aDay(4, { phase: 2, status: 'coming', exercises: [], topics: [aTopic('later', [])] }),
  ],
  roadmap: [
    { phase: 1, title: 'Core', topics: ['loop', 'all'] },
    { phase: 2, title: 'Later', topics: ['later'] },
  ],
})
const events: TrackerEvent[] = [
  attempt('1/one', 'passed', daysAgo(1)),
  answer('1/quiz:why', true, hoursAgo(3)),
  attempt('2/a', 'passed', hoursAgo(2)),
  attempt('2/b', 'failed', hoursAgo(1)),
]

function look(overrides: Partial<Look> & { colour?: 0 | 1 | 2 | 3 } = {}): Look {
  const { colour = 0, ...rest } = overrides
  return { chalk: new Chalk({ level: colour }), width: 80, unicode: true, ...rest }
}

const progressOf = (given = events, of = course) => deriveProgress(of, { events: given }, NOW)
const table = (overrides = {}, given = events, of = course) =>
  renderProgress(of, progressOf(given, of), look(overrides))
const lines = (text: string) => text.split('\n')

describe('the table', () => {
  it('reads well at 80 columns', () => {
    expect(table()).toBe(`A small course

Phase 1  First                                                          1/2 days
✓  1  The event loop                                           ●    2/2  done
◐  2  A gate with a title that is rather long for one line o…  ●◐○  0/1  started
      ◆ Gate 1  The gate: started, opens phase 2

Phase 2  Second                                                         0/2 days
×  3  Day number 3                                             ○    0/1  locked
·  4  Day number 4                                                  0/1  coming

exercises ● passed  ◐ tried  ○ to do   n/m topics proved

    Mar
Mon ·
Tue ·
Wed ·
Thu ░
Fri ░
Sat
Sun
· none  ░ under 1 h  ▒ under 2 h  ▓ under 4 h  █ 4 h or more

recorded 20 min · planned 2 h since 19 Mar 2026
you are on day 2 · the calendar on day 2 · the plan ends on 22 Mar 2026

days 1/4 · exercises 2/5 · topics 2/5 · gates 0/1
streak 2 days
1 review due: course review
next: course check 2/b
`)
  })

  it('says the same in counts at 40 columns', () => {
    expect(table({ width: 40 })).toBe(`A small course

Phase 1  First                       1/2
✓  1 The event loop              1/1 2/2
◐  2 A gate with a title that i… 1/3 0/1
     ◆ Gate 1  started, opens phase 2

Phase 2  Second                      0/2
×  3 Day number 3                0/1 0/1
·  4 Day number 4                    0/1

✓ done  ◐ started  × locked

    Mar
Mon ·
Tue ·
Wed ·
Thu ░
Fri ░
Sat
Sun
· none  ░ under 1 h  ▒ under 2 h
▓ under 4 h  █ 4 h or more

recorded 20 min
planned 2 h since 19 Mar 2026
you are on day 2 · the calendar on day 2
the plan ends on 22 Mar 2026

days 1/4 · exercises 2/5 · topics 2/5
gates 0/1
streak 2 days
1 review due: course review
next: course check 2/b
`)
  })

  it.each([20, 40, 59, 60, 80, 100])('has no row wider than a terminal of %i columns', (width) => {
    const long = aDay(1, {
      title: 'Zeitüberschreitung 時間切れ '.repeat(9),
      exercises: Array.from({ length: 20 }, (_, n) => anExercise(`e${n}`)),
    })
    const rows = lines(table({ width }, [], { ...course, days: [long, ...course.days.slice(1)] })).slice(0, -7)
    expect(rows.filter((row) => textWidth(row) > width)).toEqual([])
  })

  it('says nothing by colour alone', () => {
    const painted = table({ colour: 1 })
    expect(painted).not.toBe(table())
    expect(stripVTControlCharacters(painted)).toBe(table())
  })

  it('draws with plain characters where a terminal has no others', () => {
    expect(table({ unicode: false })).toMatch(/^[\x20-\x7e\n]*$/)
    expect(table({ unicode: false, width: 40 })).toMatch(/^[\x20-\x7e\n]*$/)
  })

  it('does not obey escape sequences in titles of others', () => {
    const evil = { ...course, title: 'Nice\x1b[2Jcourse', days: [aDay(1, { title: 'a\x1b]0;owned\x07b' })] }
    expect(table({}, [], evil)).not.toMatch(/\p{Cc}(?<!\n)/u)
  })

  it('names a day that could not be read', () => {
    const broken = [{ day: 3, file: 'lessons/03-x/lesson.md', message: 'line 2' }]
    expect(table({}, events, { ...course, broken })).toContain('could not be read: lessons/03-x/lesson.md')
  })
})

describe('the last line is what to type next', () => {
  const last = (given: TrackerEvent[]) => lines(table({}, given)).at(-2)
  const gate = ['2/a', '2/b', '2/c'].map((exercise) => attempt(exercise as '2/a', 'passed', hoursAgo(1)))

  it.each<[TrackerEvent[], string]>([
    [[], 'next: course day 1'],
    [[attempt('1/one', 'failed')], 'next: course check 1/one'],
    [[attempt('1/one')], 'next: course quiz 1'],
    [[attempt('1/one'), answer('1/quiz:why')], 'next: course day 2'],
    [[attempt('1/one'), answer('1/quiz:why'), ...gate], 'next: course day 3'],
    [[attempt('1/one', 'passed', daysAgo(2)), answer('1/quiz:why'), ...gate, attempt('3/one')], 'next: course review'],
    [
      [attempt('1/one'), answer('1/quiz:why'), ...gate, attempt('3/one')],
      'next: course certificate. Everything that is written so far is proved.',
    ],
  ])('%#', (given, expected) => {
    expect(last(given)).toBe(expected)
  })
})

it('as JSON has the keys that scripts rely on, and no others', () => {
  const json = JSON.parse(progressJson(progressOf()))
  expect(Object.keys(json)).toEqual(['version', 'days', 'gates', 'streak', 'totals', 'pace'])
  expect(json.days[1]).toEqual({
    day: 2,
    slug: 'day-2',
    title: course.days[1]?.title,
    status: 'started',
    exercises: [
      { id: 'a', status: 'passed', attempts: 1, passedAt: hoursAgo(2) },
      { id: 'b', status: 'tried', attempts: 1 },
      { id: 'c', status: 'todo', attempts: 0 },
    ],
    topics: [{ id: 'all', text: 'About all', done: false, evidence: ['a', 'b', 'c'] }],
  })
  expect(json.gates).toEqual([{ gate: 1, day: 2, title: 'The gate', status: 'started' }])
  expect(json.streak).toBe(2)
  expect(json.totals).toMatchObject({ days: { done: 1, total: 4 }, topics: { done: 2, total: 5 } })
})

it('as Markdown is a checklist whose boxes are ticked by proof', () => {
  const text = progressMarkdown(course, progressOf())
  expect(text).toContain(`### Day 1: The event loop

- [x] About loop
- [x] About asked
- [x] \`1/one\` The one
`)
  expect(text).toContain('- [ ] **Gate 1: The gate**')
  expect(text).toContain('### Day 4: Day number 4 (coming)\n\n- [ ] About later')
  const odd = {
    ...course,
    days: [aDay(1, { topics: [{ id: 't', text: 'use `*` and [x] in a <b>', evidence: ['one'] }] })],
  }
  expect(progressMarkdown(odd, progressOf([], odd))).toContain('- [ ] use \\`\\*\\` and \\[x\\] in a \\<b>')
})

describe('the roadmap', () => {
  const roadmap = deriveRoadmap(course, progressOf().days)

  it('has the same proofs, with a bar and the day of each topic', () => {
    expect(renderRoadmap(course, roadmap, look())).toBe(`A small course: the roadmap

 1  Core                                         ████████░░░░░░░░   1/2  started
    ✓ About loop                                                           day 1
    ○ About all                                                            day 2

 2  Later                                        ░░░░░░░░░░░░░░░░   0/1  coming
    · About later                                                          day 4

phases 0/2 · topics 1/3
`)
  })

  it.each([20, 40, 60, 100])('fits %i columns', (width) => {
    const wide = lines(renderRoadmap(course, roadmap, look({ width }))).filter(
      (line) => textWidth(line) > Math.max(24, width),
    )
    expect(wide).toEqual([])
  })

  it('is there as Markdown and as JSON', () => {
    expect(roadmapMarkdown(course, roadmap)).toContain(
      '## 1. Core (1 of 2)\n\n- [x] About loop (day 1)\n- [ ] About all (day 2)',
    )
    const json = JSON.parse(roadmapJson(roadmap))
    expect(json).toMatchObject({
      version: 1,
      phases: [{ phase: 1, status: 'started', done: 1, total: 2 }, {}],
      totals: {},
    })
    expect(json.phases[0].topics[0]).toEqual({
      id: 'loop',
      text: 'About loop',
      day: 1,
      status: 'done',
      done: true,
      evidence: ['one'],
    })
  })
})
