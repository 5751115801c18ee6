import { describe, expect, it } from 'vitest'
import { findDay, findDayOrExercise, findExercise } from '../../src/engine/course/find.ts'
import type { Course, Day, Exercise } from '../../src/engine/course/model.ts'
import { editDistance, nearest } from '../../src/engine/course/nearest.ts'

const course = makeCourse([
  makeDay(1, 'javascript-under-the-hood', 'JavaScript under the hood', ['deep-copy']),
  makeDay(2, 'the-event-loop', 'The event loop', ['map-limit', 'retry'], { 'map-limit': ['pool'] }),
  makeDay(3, 'node-architecture', 'Node architecture', ['retry']),
  { ...makeDay(4, 'streams', 'Streams and buffers', []), status: 'coming' },
])

describe('finding a day', () => {
  it.each([
    ['2', 2],
    ['02', 2],
    ['day 2', 2],
    [' 2 ', 2],
    ['the-event-loop', 2],
    ['02-the-event-loop', 2],
    ['Event Loop', 2],
    ['event', 2],
    ['hood', 1],
    ['4', 4],
  ])('%j is day %i', (query, day) => {
    expect(findDay(course, query).day).toBe(day)
  })

  it('names the days that there are when the number is none of them', () => {
    expect(() => findDay(course, '31')).toThrow(withHint('There is no day 31.', /1 to 4/))
  })

  it.each(['-1', 'day -2', '0', '1.5', '1e1', '+2', '−1', '-1/retry'])('takes %j for no part of a name', (query) => {
    const gated = makeCourse([...course.days, makeDay(5, 'gate-1-and-2', 'Gate 1.5, 1e1', [])])
    const said = query.replace(/^day |\/.*$/g, '')
    expect(() => findDay(gated, query)).toThrow(withHint(`There is no day ${said}.`, /1 to 5/))
  })

  it.each(['2/retry', '2/', '2\\map-limit.ts'])('%j is day 2', (query) => {
    expect(findDay(course, query).day).toBe(2)
  })

  it('names what the day has when the exercise after its number is none of it', () => {
    expect(() => findDay(course, '2/event')).toThrow(
      withHint('Day 2 has no exercise "event".', /2\/map-limit, 2\/retry/),
    )
  })

  it('names the nearest day when a word is misspelt', () => {
    expect(() => findDay(course, 'steams')).toThrow(withHint('There is no day "steams".', /4 \(Streams and buffers\)/))
  })

  it('asks for the number when a word fits several days', () => {
    expect(() => findDay(course, 'the')).toThrow(withHint('"the" could be 2 days.', /2 {2}The event loop/))
  })

  it('says what is wrong with a day that cannot be read', () => {
    const broken = { ...course, broken: [{ day: 5, file: 'lessons/05-x/lesson.md', message: 'line 3: oh' }] }
    expect(() => findDay(broken, '5')).toThrow(
      withHint('Day 5 cannot be read: lessons/05-x/lesson.md\nline 3: oh', /mend/),
    )
  })

  it.each(['', '  '])('finds nothing for %j', (query) => {
    expect(() => findDay(course, query)).toThrow('There is no day')
  })
})

describe('finding an exercise', () => {
  it.each([
    ['2/map-limit', '2/map-limit'],
    ['map-limit', '2/map-limit'],
    ['MAP-LIMIT', '2/map-limit'],
    ['event/map-limit', '2/map-limit'],
    ['2/pool', '2/map-limit'],
    ['pool', '2/map-limit'],
    ['map-limit.ts', '2/map-limit'],
    ['./workbook/02-the-event-loop/map-limit.ts', '2/map-limit'],
    ['workbook\\02-the-event-loop\\map-limit.ts', '2/map-limit'],
    ['3/retry', '3/retry'],
  ])('%j is %s', (query, ref) => {
    const { day, exercise } = findExercise(course, query)
    expect(`${day.day}/${exercise.id}`).toBe(ref)
  })

  it('asks which when two days have it', () => {
    expect(() => findExercise(course, 'retry')).toThrow(withHint('"retry" is in 2 days.', /2\/retry, 3\/retry/))
  })

  it('names the nearest exercise, also when two letters were swapped', () => {
    expect(() => findExercise(course, 'map-limti')).toThrow(
      withHint('There is no exercise "map-limti".', /2\/map-limit/),
    )
  })

  it('names what the day has when nothing is near', () => {
    expect(() => findExercise(course, '2/zzzzzzzz')).toThrow(
      withHint(/no exercise "zzzzzzzz"/, /2\/map-limit, 2\/retry/),
    )
  })

  it.each(['2', '02', 'day 2', '2/', './2/'])('names what day 2 has for %j', (query) => {
    expect(() => findExercise(course, query)).toThrow(
      withHint('"2" is a day, not an exercise.', /Say which: 2\/map-limit, 2\/retry/),
    )
  })

  it.each(['2/event/retry', '2/map-limit/x'])('looks for %j in day 2 alone', (query) => {
    expect(() => findExercise(course, query)).toThrow(withHint(/^Day 2 has no exercise/, /2\/map-limit, 2\/retry/))
  })

  it('takes a folder that is called by a number for no day', () => {
    expect(findExercise(course, '2026/02-the-event-loop/retry.ts').day.day).toBe(2)
  })

  it('says that a day is still to come', () => {
    expect(() => findExercise(course, '4/anything')).toThrow(withHint(/not written yet/, /course list/))
  })
})

it.each([
  ['2', 2, undefined],
  ['2/retry', 2, 'retry'],
  ['map-limit', 2, 'map-limit'],
  ['event', 2, undefined],
])('%j means day %i and exercise %s', (query, day, exercise) => {
  const found = findDayOrExercise(course, query)
  expect([found.day.day, found.exercise?.id]).toEqual([day, exercise])
})

it.each([
  ['', '', 0],
  ['abc', 'abc', 0],
  ['abc', '', 3],
  ['abc', 'acb', 1],
  ['abc', 'axc', 1],
  ['abc', 'abxc', 1],
  ['kitten', 'sitting', 3],
])('from %j to %j are %i edits', (a, b, edits) => {
  expect(editDistance(a, b)).toBe(edits)
  expect(editDistance(b, a)).toBe(edits)
})

it('suggests nothing for what is like nothing, however long', () => {
  expect(nearest('qqqqqqq', ['map-limit', 'retry'])).toEqual([])
  expect(nearest('x'.repeat(100_000), ['map-limit'])).toEqual([])
  expect(nearest('bar', ['day', 'watch', 'hint'])).toEqual([])
  expect(nearest('in', ['explain', 'init'])).toEqual(['init'])
})

function withHint(message: string | RegExp, hint: RegExp) {
  return expect.objectContaining({
    name: 'Problem',
    message: typeof message === 'string' ? message : expect.stringMatching(message),
    hint: expect.stringMatching(hint),
  })
}

function makeCourse(days: Day[]): Course {
  return { root: '/course', title: 'Test', phases: [], gates: [], roadmap: [], broken: [], days }
}

function makeDay(day: number, slug: string, title: string, ids: string[], aliases: Record<string, string[]> = {}): Day {
  const exercises = ids.map((id): Exercise => {
    const limits = { seconds: 10, heapMb: 256 }
    return {
      id,
      title: id,
      kind: 'module',
      minutes: 10,
      hints: [],
      services: [],
      limits,
      aliases: aliases[id] ?? [],
      file: `${id}.ts`,
    }
  })
  const room = `${String(day).padStart(2, '0')}-${slug}`
  const empty = { topics: [], questionIds: [], demos: [], search: [] }
  return {
    day,
    slug,
    room,
    title,
    outcome: '',
    phase: 1,
    status: 'ready',
    minutes: 60,
    hasBench: false,
    exercises,
    ...empty,
  }
}
