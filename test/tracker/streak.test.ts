import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { deriveProgress } from '../../tracker/progress.ts'
import type { TrackerEvent } from '../../tracker/schema.ts'
import { aCourse, attempt } from './builders.ts'

const zone = process.env['TZ']
beforeEach(() => {
  process.env['TZ'] = 'Europe/Berlin'
})
afterEach(() => {
  if (zone === undefined) delete process.env['TZ']
  else process.env['TZ'] = zone
})

const ofEvents = (events: TrackerEvent[], now: string) => deriveProgress(aCourse(), { events }, new Date(now))

function streak(times: string[], now: string) {
  const events = times.map((at) => attempt('1/one', 'failed', new Date(at).toISOString()))
  const { streak: days, longestStreak: longest, activeToday: today } = ofEvents(events, now)
  return { days, longest, today }
}

describe('the streak', () => {
  it.each([
    ['nothing', [], { days: 0, longest: 0, today: false }],
    ['today', ['2026-03-20T08:00'], { days: 1, longest: 1, today: true }],
    ['yesterday, today still to come', ['2026-03-19T08:00'], { days: 1, longest: 1, today: false }],
    ['a day missed', ['2026-03-17T08:00', '2026-03-18T08:00'], { days: 0, longest: 2, today: false }],
    ['twice a day', ['2026-03-19T08:00', '2026-03-19T22:00', '2026-03-20T01:00'], { days: 2, longest: 2, today: true }],
    [
      'a longer one before',
      ['2026-03-01T08:00', '2026-03-02T08:00', '2026-03-20T08:00'],
      { days: 1, longest: 2, today: true },
    ],
    ['a clock that was set ahead', ['2027-01-01T08:00', '2026-03-20T08:00'], { days: 1, longest: 1, today: true }],
  ])('with %s', (_, times, expected) => {
    expect(streak(times, '2026-03-20T12:00')).toEqual(expected)
  })

  it("counts the learner's days, not those of Greenwich", () => {
    expect(streak(['2026-03-19T22:30Z', '2026-03-19T23:30Z'], '2026-03-20T12:00').days).toBe(2)
  })

  it('holds over the nights when clocks change', () => {
    const spring = ['2026-03-28T12:00', '2026-03-29T00:30', '2026-03-30T00:10']
    const autumn = ['2026-10-24T23:50', '2026-10-25T23:50', '2026-10-26T00:10']
    expect(streak(spring, '2026-03-30T12:00').days).toBe(3)
    expect(streak(autumn, '2026-10-26T12:00').days).toBe(3)
  })

  it('does not grow by opening pages', () => {
    const visited: TrackerEvent = { type: 'visited', at: '2026-03-20T08:00:00Z', day: 1 }
    expect(ofEvents([visited], '2026-03-20T12:00')).toMatchObject({ streak: 0, pace: { activeDays: 0 } })
  })
})
