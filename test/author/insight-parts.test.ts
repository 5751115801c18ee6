/** The parts of `course author insight`, on learners and courses made up for each case. */
import { describe, expect, it } from 'vitest'
import { exerciseInsights } from '../../src/author/insight/exercises.ts'
import { composeInsight } from '../../src/author/insight/insight.ts'
import type { Learner } from '../../src/author/insight/learner.ts'
import { lastPlace, stopsOf } from '../../src/author/insight/stops.ts'
import { compareAnswers } from '../../src/author/insight/wrong-answers.ts'
import { checksum } from '../../src/checksum.ts'
import { loadCourse } from '../../src/engine/course/load.ts'
import { renderInsight } from '../../src/ui/author/insight.ts'
import { type InsightView, sayCompared, sayDoubts } from '../../src/ui/author/insight-view.ts'
import { WORDS_ALONE } from '../../src/ui/terminal/look.ts'
import type { TrackerEvent } from '../../tracker/schema.ts'
import { TINY_COURSE } from '../fixtures/build.ts'
import { aCourse, aDay, anExercise, answer, attempt, bench, hoursAgo } from '../tracker/builders.ts'

function learner(events: TrackerEvent[], overrides: Partial<Learner> = {}): Learner {
  return { events, passed: new Set(), finished: false, ...overrides }
}

const visited = (day: number): TrackerEvent => ({ type: 'visited', at: hoursAgo(1), day })

describe('where somebody was last', () => {
  const course = aCourse()

  it.each<[string, TrackerEvent[], ReturnType<typeof lastPlace>]>([
    ['nowhere who did nothing', [], undefined],
    ['nowhere who only planned', [{ type: 'note', at: hoursAgo(1), day: 2, text: 'later' }], undefined],
    ['at the last exercise', [attempt('1/one'), attempt('2/one', 'failed')], { day: 2, exercise: '2/one' }],
    ['still there after reading', [attempt('2/one', 'failed'), visited(2)], { day: 2, exercise: '2/one' }],
    ['on the day that was opened next', [attempt('2/one'), visited(3)], { day: 3 }],
    ['where they came back to', [attempt('2/one', 'failed'), visited(1), bench(2)], { day: 2, exercise: '2/one' }],
    ['not where a question was asked again', [attempt('2/one'), answer('1/quiz:a')], { day: 2, exercise: '2/one' }],
    ['at a quiz that is new', [attempt('1/one'), answer('2/quiz:a')], { day: 2 }],
    ['on the day of an exercise that is gone', [attempt('2/gone')], { day: 2 }],
    ['nowhere beyond the course', [attempt('1/one'), attempt('9/one')], { day: 1, exercise: '1/one' }],
  ])('is %s', (_, events, place) => {
    expect(lastPlace({ events }, course)).toEqual(place)
  })

  it('is counted for those who have not finished, the most frequent place first', () => {
    const learners = [
      learner([attempt('1/one')], { passed: new Set(['1/one']) }),
      learner([attempt('2/one')], { passed: new Set(['2/one']) }),
      learner([attempt('2/one', 'failed')]),
      learner([attempt('4/one')], { finished: true }),
      learner([]),
    ]
    expect(stopsOf(course, learners)).toEqual([
      { day: 2, exercise: '2/one', title: 'The one', learners: 2, passed: 1 },
      { day: 1, exercise: '1/one', title: 'The one', learners: 1, passed: 1 },
    ])
    expect(composeInsight(course, learners).learners).toEqual({ finished: 1, onTheWay: 3, notBegun: 1 })
  })
})

describe('exercises', () => {
  const KNOWN = 'keeps order'
  const course = aCourse({ days: [aDay(1, { exercises: [anExercise('one', { checks: [checksum(KNOWN)] })] })] })

  it('count a check once an attempt, and a learner once', () => {
    const twice = { ...attempt('1/one', 'failed'), failing: [KNOWN, KNOWN] }
    const [one] = exerciseInsights(course, [learner([twice, twice]), learner([twice])])
    expect(one?.checks).toEqual([{ title: KNOWN, learners: 2, attempts: 3 }])
  })

  it('show no check and no hint that the course does not have', () => {
    const events: TrackerEvent[] = [
      { ...attempt('1/one', 'failed'), failing: ['written by somebody'] },
      { type: 'hint', at: hoursAgo(1), exercise: '1/one', step: 1e9 },
    ]
    const [one] = exerciseInsights(course, [learner(events)])
    expect(one).toMatchObject({ learners: 1, attempts: 1, checks: [] })
    expect(one?.hints).toEqual([1, 2, 3].map((step) => ({ step, learners: 0 })))
  })

  it('leave out those that nobody touched, and reviews', () => {
    const review: TrackerEvent = { ...attempt('1/one', 'failed'), type: 'review' }
    expect(exerciseInsights(course, [learner([review])])).toEqual([])
  })
})

describe('wrong answers', () => {
  const course = loadCourse(TINY_COURSE)
  const fails = (status: 'failed' | 'timed-out', ...failing: string[]): TrackerEvent => ({
    ...attempt('1/add', status),
    failing,
  })

  it('are known by the way they end and the checks they fail, whatever the order', () => {
    const { compared, unknown } = compareAnswers(course, [
      learner([
        fails('failed', 'adds two numbers'),
        fails('timed-out', 'adds two numbers'),
        fails('failed', 'adds a negative number', 'adds two numbers'),
        fails('failed', 'adds two numbers', 'adds a negative number'),
      ]),
    ])
    expect(compared).toEqual({ attempts: 4, known: 1, unknown: 3, unnamed: 0, earlier: 0 })
    expect(unknown).toEqual([
      {
        exercise: '1/add',
        status: 'failed',
        failing: ['adds two numbers', 'adds a negative number'],
        all: true,
        learners: 1,
        attempts: 2,
      },
      { exercise: '1/add', status: 'timed-out', failing: ['adds two numbers'], all: false, learners: 1, attempts: 1 },
    ])
  })

  it('of more learners come before those of one who tried often', () => {
    const often = fails('timed-out', 'adds two numbers')
    const both = fails('timed-out', 'adds a negative number')
    const { unknown } = compareAnswers(course, [learner([often, often, often, both]), learner([both])])
    expect(unknown.map(({ learners, attempts }) => [learners, attempts])).toEqual([
      [2, 2],
      [1, 3],
    ])
  })
})

describe('what is said', () => {
  const course = loadCourse(TINY_COURSE)
  const view = (learners: Learner[], overrides: Partial<InsightView> = {}): InsightView => ({
    title: course.title,
    insight: composeInsight(course, learners),
    read: learners.length,
    notRead: [],
    unknownEntries: 0,
    ...overrides,
  })

  it('is no sentence about attempts where there were none, and a word for each table that is empty', () => {
    const nothing = view([learner([])])
    expect(sayCompared(nothing.insight)).toEqual([])
    expect(sayDoubts(nothing)).toEqual([])
    expect(renderInsight(nothing, WORDS_ALONE)).toBe(
      [
        '1 record: 0 finished, 0 on the way, 1 not begun.',
        'Checks that fail most\nNo check has failed.',
        'Hints that were needed\nNobody took a hint.',
        'Where those who have not finished were last\nNobody is on the way.',
        'Wrong answers that the course does not know\nThere are none.\n',
      ].join('\n\n'),
    )
  })

  it('has the name of its column before each value, for those who listen', () => {
    const events = [{ ...attempt('1/add', 'failed'), failing: ['adds two numbers'] }]
    expect(renderInsight(view([learner(events)]), WORDS_ALONE)).toContain(
      'check: 1/add: adds two numbers\nlearners: 1 of 1\nattempts: 1',
    )
  })

  it('names what is not counted', () => {
    const doubts = sayDoubts(view([learner([attempt('9/gone')])], { unknownEntries: 1 }))
    expect(doubts).toEqual([
      '1 attempt at exercises that this course does not have: not counted.',
      '1 entry of the records that this version does not understand: not counted.',
    ])
  })
})
