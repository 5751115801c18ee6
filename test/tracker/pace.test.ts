import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { deriveProgress, progressOf } from '../../tracker/progress.ts'
import type { TrackerEvent } from '../../tracker/schema.ts'
import { sumUp } from '../../tracker/sums.ts'
import { aCourse, aDay, attempt } from './builders.ts'

const zone = process.env['TZ']
beforeEach(() => {
  process.env['TZ'] = 'Europe/Berlin'
})
afterEach(() => {
  if (zone === undefined) delete process.env['TZ']
  else process.env['TZ'] = zone
})

/** Ten days of four hours, no gates. */
const course = aCourse({
  gates: [],
  phases: [{ id: 1, title: 'All', days: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] }],
  days: Array.from({ length: 10 }, (_, index) => aDay(index + 1, { minutes: 240 })),
})
const iso = (local: string) => new Date(local).toISOString()
const tried = (...times: string[]) => times.map((at) => attempt('1/one', 'failed', iso(at)))
const passed = (day: number, at: string) => attempt(`${day}/one`, 'passed', iso(at))
const paceOf = (events: TrackerEvent[], now: string) => deriveProgress(course, { events }, new Date(now)).pace

describe('hours recorded', () => {
  it.each<[string, string[], [date: string, minutes: number][]]>([
    ['nothing', [], []],
    ['one event', ['2026-03-20T08:00'], [['2026-03-20', 5]]],
    ['a gap of half an hour', ['2026-03-20T08:00', '2026-03-20T08:30'], [['2026-03-20', 35]]],
    ['a longer gap, which is a break', ['2026-03-20T08:00', '2026-03-20T08:31'], [['2026-03-20', 10]]],
    [
      'an evening over midnight',
      ['2026-03-18T23:40', '2026-03-19T00:10'],
      [
        ['2026-03-18', 25],
        ['2026-03-19', 10],
      ],
    ],
    ['a clock set ahead', ['2026-03-20T08:00', '2027-01-01T08:00'], [['2026-03-20', 5]]],
    // 02:00 to 03:00 is not there that night.
    ['the night the clocks go forward', ['2026-03-29T01:50', '2026-03-29T03:10'], [['2026-03-29', 25]]],
  ])('of %s', (_, times, expected) => {
    const { calendar, minutes } = paceOf(
      tried(...times),
      times[0]?.startsWith('2026-03-29') ? '2026-03-29T12:00' : '2026-03-20T12:00',
    )
    expect(calendar.map(({ date, minutes }) => [date, minutes])).toEqual(expected)
    expect(minutes).toBe(expected.reduce((sum, [, each]) => sum + each, 0))
  })

  it('come by weeks from Monday, with what lies ahead left open', () => {
    const { weeks } = paceOf(tried('2026-03-12T08:00'), '2026-03-20T12:00')
    expect(weeks).toEqual([
      { start: '2026-03-09', days: [0, 0, 0, 5, 0, 0, 0] },
      { start: '2026-03-16', days: [0, 0, 0, 0, 0, undefined, undefined] },
    ])
  })
})

describe('the plan', () => {
  it('is a day of the course a day, from the first day with work', () => {
    expect(paceOf([passed(1, '2026-03-16T08:00')], '2026-03-18T12:00').plan).toMatchObject({
      start: '2026-03-16',
      chosen: false,
      calendarDay: 3,
      plannedMinutes: 720,
      recordedMinutes: 5,
      finish: '2026-03-25',
    })
  })

  it('goes on where the learner was when they chose another', () => {
    const chosen: TrackerEvent = {
      type: 'pace',
      at: iso('2026-03-20T08:00'),
      start: '2026-03-20',
      from: 4,
      daysAWeek: 5,
    }
    const events = [passed(1, '2026-03-01T08:00'), chosen]
    const at = (now: string) => paceOf(events, now).plan?.calendarDay
    expect(['20', '21', '22', '23', '24', '25', '26', '27'].map((day) => at(`2026-03-${day}T12:00`))).toEqual([
      4, 5, 6, 6, 7, 8, 8, 9,
    ])
    // Seven days of the course, at five in seven.
    expect(paceOf(events, '2026-03-20T12:00').plan?.finish).toBe('2026-03-28')
    expect(at('2026-03-28T12:00')).toBe(10)
    expect(at('2026-03-19T12:00')).toBe(undefined)
  })

  it('by minutes takes longer over a day of the course', () => {
    const chosen: TrackerEvent = {
      type: 'pace',
      at: iso('2026-03-16T08:00'),
      start: '2026-03-16',
      from: 1,
      daysAWeek: 7,
      minutes: 120,
    }
    expect(paceOf([chosen], '2026-03-18T12:00').plan).toMatchObject({
      calendarDay: 2,
      plannedMinutes: 360,
      finish: '2026-04-04',
    })
  })

  it('says when it ends at the pace so far, once there is one', () => {
    const events = [passed(1, '2026-03-16T08:00'), passed(2, '2026-03-17T08:00')]
    expect(paceOf(events, '2026-03-18T12:00').finish).toBe(undefined)
    // Two days of ten in four: sixteen more.
    expect(paceOf(events, '2026-03-19T12:00').finish).toBe('2026-04-04')
  })
})

describe('after missed days', () => {
  const events = [passed(1, '2026-03-02T08:00'), passed(2, '2026-03-03T08:00')]

  it('there are two ways on: calmly, or on time with more a day', () => {
    expect(paceOf(events, '2026-03-07T12:00').catchUp).toEqual({
      behind: 3,
      lastWorked: '2026-03-03',
      calmly: {
        daysAWeek: 5,
        finish: '2026-03-16',
        week: [
          { date: '2026-03-07', day: 3 },
          { date: '2026-03-08', day: 4 },
          { date: '2026-03-09', day: 5 },
          { date: '2026-03-11', day: 6 },
          { date: '2026-03-12', day: 7 },
        ],
      },
      onTime: undefined,
    })
    expect(paceOf(events, '2026-03-05T12:00').catchUp).toBe(undefined)
  })

  it('the one on time holds what it promises', () => {
    const slow: TrackerEvent = { type: 'pace', at: iso('2026-03-01T08:00'), start: '2026-03-01', from: 1, daysAWeek: 3 }
    const { plan, catchUp } = paceOf([slow, ...events], '2026-03-14T12:00')
    const { daysAWeek = 0, minutesADay: minutes = 0 } = catchUp?.onTime ?? {}
    expect(daysAWeek).toBe(5)
    const taken: TrackerEvent = {
      type: 'pace',
      at: iso('2026-03-14T12:00'),
      start: '2026-03-14',
      from: 3,
      daysAWeek,
      minutes,
    }
    const after = paceOf([slow, ...events, taken], '2026-03-14T12:30')
    expect(after.catchUp).toBe(undefined)
    expect(String(after.plan?.finish) <= String(plan?.finish)).toBe(true)
  })
})

it('adding events to sums is the same as summing all of them', () => {
  const event = fc
    .record({
      hours: fc.integer({ min: 0, max: 500 }),
      day: fc.integer({ min: 1, max: 4 }),
      kind: fc.integer({ min: 0, max: 5 }),
    })
    .map(({ hours, day, kind }): TrackerEvent => {
      const at = new Date(Date.UTC(2026, 1, 1) + hours * 1_200_000).toISOString()
      if (kind === 0) return { type: 'answer', at, question: `${day}/quiz:why`, correct: hours % 2 === 0 }
      if (kind === 1) return { type: 'forced', at, day }
      if (kind === 2) return { type: 'visited', at, day, section: `s${hours}` }
      if (kind === 3) return { type: 'hint', at, exercise: `${day}/one`, step: 1 }
      if (kind === 4) return { type: 'pace', at, start: at.slice(0, 10), from: day, daysAWeek: 5 }
      return attempt(`${day}/one`, hours % 3 === 0 ? 'passed' : 'failed', at)
    })
  const now = new Date('2026-02-20T12:00')
  fc.assert(
    fc.property(fc.array(event, { maxLength: 30 }), fc.nat(30), (events, cut) => {
      events.sort((a, b) => (a.at < b.at ? -1 : 1))
      const before = sumUp(course, events.slice(0, cut))
      const sums = sumUp(course, events.slice(cut), before)
      expect(sums && progressOf(course, sums, now)).toEqual(deriveProgress(course, { events }, now))
    }),
  )
})
