import { describe, expect, it } from 'vitest'
import { underNamesOfToday } from '../../tracker/names-of-today.ts'
import { deriveProgress } from '../../tracker/progress.ts'
import { dueAtOf, INTERVALS } from '../../tracker/review-schedule.ts'
import type { TrackerEvent } from '../../tracker/schema.ts'
import { aCourse, aDay, anExercise, answer, attempt, daysAgo, NOW } from './builders.ts'

const course = aCourse({
  days: [aDay(1, { questionIds: ['why'], exercises: [anExercise('new', { aliases: ['one'] })] })],
})
const due = (events: TrackerEvent[], now = NOW) =>
  deriveProgress(course, { events: underNamesOfToday(course, events) }, now).due.map(({ ref }) => ref)
const inDays = (days: number) => new Date(NOW.getTime() + days * 86_400_000)
const Q = '1/quiz:why'

describe('a review', () => {
  it('is not due for what was never answered or passed', () => {
    expect(due([attempt('1/new', 'failed', daysAgo(90))])).toEqual([])
  })

  it('is due a day after the first success, not before', () => {
    expect(due([answer(Q, true, daysAgo(0.9))])).toEqual([])
    expect(due([answer(Q, true, daysAgo(1.1)), attempt('1/one', 'passed', daysAgo(2))])).toEqual(['1/new', Q])
  })

  it('waits longer after each recall, and no longer than the last interval', () => {
    const events: TrackerEvent[] = []
    let day = 0
    for (const wait of [...INTERVALS, INTERVALS.at(-1) ?? 0]) {
      events.push(answer(Q, true, inDays(day).toISOString()))
      expect(due(events, inDays(day + wait - 0.1))).toEqual([])
      expect(due(events, inDays(day + wait + 0.1))).toEqual([Q])
      day += wait + 0.1
    }
  })

  it('counts an exercise that was written again like one that passed again, and a failure there as nothing', () => {
    const again = (status: 'passed' | 'failed', at: string): TrackerEvent => ({
      ...{ type: 'review', exercise: '1/new', status, at, ms: 1, failing: [], checks: 1 },
    })
    const passed = attempt('1/new', 'passed', daysAgo(10))
    expect(due([passed, again('failed', daysAgo(2))])).toEqual(['1/new'])
    expect(due([passed, again('failed', daysAgo(2)), again('passed', daysAgo(2))])).toEqual([])
    expect(dueAtOf(course, [passed, again('passed', daysAgo(2))], '1/new')).toBe(inDays(1).toISOString())
    expect(dueAtOf(course, [], '1/new')).toBeUndefined()
  })

  it('starts again after a miss, and is due at once', () => {
    const events = [answer(Q, true, daysAgo(10)), answer(Q, true, daysAgo(8)), answer(Q, false, daysAgo(4))]
    expect(deriveProgress(course, { events }, NOW).due).toMatchObject([{ ref: Q, recalls: 0, dueAt: daysAgo(4) }])
    expect(due([...events, answer(Q, true, daysAgo(3))], new Date(daysAgo(2.5)))).toEqual([])
    expect(due([...events, answer(Q, true, daysAgo(3))])).toEqual([Q])
  })

  it('counts many passes in an evening as one', () => {
    const evening = [0, 0.01, 0.02, 0.03].map((part) => attempt('1/new', 'passed', daysAgo(1.5 - part)))
    expect(deriveProgress(course, { events: evening }, NOW).due).toMatchObject([{ ref: '1/new', recalls: 1 }])
  })

  it('of an exercise is not missed by failing checks on the way, but by looking it up', () => {
    const first = attempt('1/new', 'passed', daysAgo(5))
    const again = [attempt('1/new', 'failed', daysAgo(2)), attempt('1/new', 'passed', daysAgo(1.9))]
    const hint: TrackerEvent = { type: 'hint', at: daysAgo(2), exercise: '1/new', step: 1 }
    expect(due([first, ...again])).toEqual([])
    expect(due([first, hint, ...again])).toEqual(['1/new'])
  })

  it('is gone with a question that the course no longer has', () => {
    expect(due([answer('1/quiz:gone', true, daysAgo(9))])).toEqual([])
  })
})
