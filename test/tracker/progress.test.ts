import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { underNamesOfToday } from '../../tracker/names-of-today.ts'
import { deriveProgress } from '../../tracker/progress.ts'
import type { TrackerEvent } from '../../tracker/schema.ts'
import { tries } from '../fixtures/property.ts'
import { aCourse, aDay, anExercise, answer, aTopic, attempt, bench, daysAgo, hoursAgo, NOW } from './builders.ts'

const twoWays = aDay(1, {
  exercises: [anExercise('one'), anExercise('two')],
  questionIds: ['why'],
  hasBench: true,
  topics: [aTopic('both', ['one', 'two']), aTopic('asked', ['quiz:why']), aTopic('measured', ['bench', 'one'])],
})

function of(events: TrackerEvent[], course = aCourse()) {
  return deriveProgress(course, { events: underNamesOfToday(course, events) }, NOW)
}

function dayOne(events: TrackerEvent[], day = twoWays) {
  const [first] = of(events, aCourse({ days: [day] })).days
  if (!first) throw new Error('no day')
  return first
}

describe('topics', () => {
  const ticked = (events: TrackerEvent[]) =>
    dayOne(events)
      .topics.filter(({ done }) => done)
      .map(({ id }) => id)

  it('tick only when every evidence is there', () => {
    expect(ticked([attempt('1/one')])).toEqual([])
    expect(ticked([attempt('1/one'), attempt('1/two')])).toEqual(['both'])
    expect(ticked([attempt('1/one'), bench(1)])).toEqual(['measured'])
  })

  it('tick a question that was answered correctly once, whatever was answered later', () => {
    expect(ticked([answer('1/quiz:why', false)])).toEqual([])
    expect(ticked([answer('1/quiz:why', true, hoursAgo(3)), answer('1/quiz:why', false, hoursAgo(1))])).toEqual([
      'asked',
    ])
  })

  it('take no evidence from opening pages, hints, demos, notes or another day', () => {
    const at = hoursAgo(1)
    const events: TrackerEvent[] = [
      { type: 'visited', at, day: 1, section: 'end' },
      { type: 'hint', at, exercise: '1/one', step: 1 },
      { type: 'solution-seen', at, exercise: '1/one', beforePassing: true },
      { type: 'demo', at, day: 1, name: 'x' },
      { type: 'note', at, day: 1, text: 'done!' },
      { type: 'forced', at, day: 1 },
      attempt('2/one'),
      attempt('2/two'),
      answer('2/quiz:why'),
      bench(2),
    ]
    expect(ticked(events)).toEqual([])
  })

  it('never tick without evidence', () => {
    expect(dayOne([attempt('1/one')], aDay(1, { topics: [aTopic('empty', [])] })).topics[0]?.done).toBe(false)
  })

  it('say what is missing', () => {
    expect(dayOne([attempt('1/one')]).topics.map(({ missing }) => missing)).toEqual([['two'], ['quiz:why'], ['bench']])
  })
})

describe('exercises', () => {
  it('stay passed when a later attempt fails or they are reset, and keep the time of the first pass', () => {
    const events: TrackerEvent[] = [
      attempt('1/one', 'failed', hoursAgo(5)),
      attempt('1/one', 'passed', hoursAgo(4)),
      attempt('1/one', 'passed', hoursAgo(3)),
      attempt('1/one', 'timed-out', hoursAgo(2)),
      { type: 'reset', at: hoursAgo(1), exercise: '1/one' },
    ]
    expect(dayOne(events).exercises[0]).toMatchObject({ status: 'passed', attempts: 4, passedAt: hoursAgo(4) })
  })

  it('keep what was proved under an earlier name', () => {
    const renamed = aDay(1, { exercises: [anExercise('new', { aliases: ['one'] })], topics: [aTopic('t', ['new'])] })
    const day = dayOne([attempt('1/one'), { type: 'hint', at: hoursAgo(2), exercise: '1/one', step: 1 }], renamed)
    expect(day).toMatchObject({ status: 'done', exercises: [{ status: 'passed', attempts: 1, hints: 1 }] })
  })

  it('count each hint once', () => {
    const hint = (step: number): TrackerEvent => ({ type: 'hint', at: hoursAgo(1), exercise: '1/one', step })
    expect(dayOne([hint(1), hint(2), hint(2)]).exercises[0]?.hints).toBe(2)
  })

  it('are tried, not passed, by every verdict but passed', () => {
    for (const status of ['failed', 'crashed', 'timed-out', 'out-of-memory', 'tampered'] as const) {
      expect(dayOne([attempt('1/one', status)]).exercises[0]?.status).toBe('tried')
    }
  })
})

describe('days', () => {
  const statuses = (events: TrackerEvent[], course = aCourse()) => of(events, course).days.map(({ status }) => status)

  it('behind a gate are locked until it is passed', () => {
    expect(statuses([])).toEqual(['todo', 'todo', 'locked', 'locked'])
    expect(statuses([attempt('2/one', 'failed')])).toEqual(['todo', 'started', 'locked', 'locked'])
    expect(statuses([attempt('2/one')])).toEqual(['todo', 'done', 'todo', 'todo'])
  })

  it.each([2, 3, 4])('behind a gate open when day %i is forced', (day) => {
    const progress = of([{ type: 'forced', at: hoursAgo(1), day }])
    expect(progress.days[2]?.status).not.toBe('locked')
    expect(progress.gates).toEqual([{ gate: 1, day: 2, title: 'The gate', status: 'forced' }])
  })

  it('are not locked by a gate that is coming', () => {
    const gate = aDay(2, { gate: 1, status: 'coming', exercises: [], topics: [aTopic('t', [])] })
    const course = aCourse({ days: [aDay(1), gate, aDay(3, { phase: 2 })] })
    expect(statuses([], course)).toEqual(['todo', 'coming', 'todo'])
  })

  it('that were done stay done behind a gate', () => {
    expect(statuses([attempt('3/one')])).toEqual(['todo', 'todo', 'done', 'locked'])
  })

  it('are started, not done, by reading them', () => {
    expect(statuses([{ type: 'visited', at: hoursAgo(1), day: 1 }])[0]).toBe('started')
  })
})

describe('next', () => {
  const next = (events: TrackerEvent[]) => of(events, aCourse({ days: [twoWays, aDay(2)] })).next

  it('is to read a day that was not begun, and names its first exercise', () => {
    expect(next([])).toEqual({ day: 1, kind: 'read', exercise: 'one' })
  })

  it('goes through the exercises, then the evidence that is missing, then the next day', () => {
    const passed = [attempt('1/one'), attempt('1/two')]
    expect(next([attempt('1/one')])).toEqual({ day: 1, kind: 'exercise', exercise: 'two' })
    expect(next(passed)).toEqual({ day: 1, kind: 'quiz' })
    expect(next([...passed, answer('1/quiz:why')])).toEqual({ day: 1, kind: 'bench' })
    expect(next([...passed, answer('1/quiz:why'), bench(1)])).toEqual({ day: 2, kind: 'read', exercise: 'one' })
  })

  it('is nothing when all that is written is done', () => {
    expect(of(['1', '2', '3', '4'].map((day) => attempt(`${Number(day)}/one`))).next).toBeUndefined()
  })
})

it('resumes at the section that was open last', () => {
  const visited = (day: number, section: string, at: string): TrackerEvent => ({ type: 'visited', at, day, section })
  const { resume, days } = of([
    visited(1, 'b', hoursAgo(3)),
    visited(2, 'x', hoursAgo(2)),
    visited(1, 'a', hoursAgo(4)),
  ])
  expect(resume).toEqual({ day: 2, section: 'x' })
  expect(days[0]?.section).toBe('b')
})

it('ignores events of days and exercises that the course does not have', () => {
  expect(of([attempt('77/gone'), attempt('1/gone'), answer('1/quiz:gone')]).totals).toMatchObject({
    exercises: { done: 0, total: 4 },
    topics: { done: 0, total: 4 },
  })
})

it('gives a pace after the first days, of days half proved too', () => {
  expect(of([attempt('1/one', 'passed', daysAgo(1))]).pace).toMatchObject({ activeDays: 1, daysPerWeek: undefined })
  expect(of([attempt('1/one', 'passed', daysAgo(6)), attempt('2/one', 'passed', daysAgo(1))]).pace).toMatchObject({
    activeDays: 2,
    daysPerWeek: 2,
  })
})

describe('for any events', () => {
  const exercise = fc.constantFrom('1/one', '1/two', '2/one', '3/one', '9/none') as fc.Arbitrary<'1/one'>
  const at = fc.integer({ min: 0, max: 24 * 90 }).map((hours) => hoursAgo(hours))
  const event: fc.Arbitrary<TrackerEvent> = fc.oneof(
    fc.tuple(exercise, fc.constantFrom('passed' as const, 'failed' as const), at).map((args) => attempt(...args)),
    fc.tuple(fc.constant('1/quiz:why' as const), fc.boolean(), at).map((args) => answer(...args)),
    fc.tuple(fc.integer({ min: 1, max: 4 }), at).map((args) => bench(...args)),
    fc.record({ type: fc.constant('forced' as const), at, day: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ type: fc.constant('hint' as const), at, exercise, step: fc.integer({ min: 1, max: 3 }) }),
  )
  // Two things at the very same moment have no order, so each moment comes once.
  const events = fc.uniqueArray(event, { maxLength: 40, selector: (each) => each.at })
  const course = aCourse({ days: [twoWays, aDay(2), aDay(3, { phase: 2 }), aDay(4, { phase: 2 })] })

  it('the order in the file does not matter', () => {
    fc.assert(
      fc.property(events, fc.infiniteStream(fc.nat()), (list, keys) => {
        const shuffled = list.map((each) => ({ each, key: keys.next().value })).sort((a, b) => a.key - b.key)
        expect(
          of(
            shuffled.map(({ each }) => each),
            course,
          ),
        ).toEqual(of(list, course))
      }),
      tries(200),
    )
  })

  it('a topic is ticked exactly when nothing of its evidence is missing, and a done day is proved whole', () => {
    fc.assert(
      fc.property(events, (list) => {
        const passed = new Set(
          list.flatMap((e) => (e.type === 'attempt' && e.status === 'passed' ? [e.exercise as string] : [])),
        )
        for (const day of of(list, course).days) {
          for (const topic of day.topics) {
            const proved = topic.evidence.every((proof) => {
              if (proof === 'bench') return list.some((e) => e.type === 'bench' && e.day === day.day)
              if (proof === 'quiz:why') return list.some((e) => e.type === 'answer' && e.correct)
              return passed.has(`${day.day}/${proof}`)
            })
            expect(topic.done).toBe(proved)
          }
          const whole = day.topics.every(({ done }) => done) && day.exercises.every(({ status }) => status === 'passed')
          expect(day.status === 'done').toBe(whole)
        }
      }),
      tries(200),
    )
  })

  it('more events never take a tick away', () => {
    fc.assert(
      fc.property(events, events, (some, more) => {
        const before = of(some, course).totals
        const after = of([...some, ...more], course).totals
        expect(after.topics.done).toBeGreaterThanOrEqual(before.topics.done)
        expect(after.exercises.done).toBeGreaterThanOrEqual(before.exercises.done)
      }),
      tries(100),
    )
  })
})
