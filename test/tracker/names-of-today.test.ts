/** Old records and newer courses: what an event is about, whatever the course calls it today. */
import { describe, expect, it } from 'vitest'
import { measuredOf } from '../../tracker/measured.ts'
import { NO_DAY, underNamesOfToday, withRoom } from '../../tracker/names-of-today.ts'
import { notesOf } from '../../tracker/notes.ts'
import { deriveProgress } from '../../tracker/progress.ts'
import { parseEvents, type TrackerEvent } from '../../tracker/schema.ts'
import { aCourse, aDay, anExercise, answer, aTopic, attempt, bench, hoursAgo, NOW } from './builders.ts'

const at = hoursAgo(1)
const day = (number: number, slug: string, id: string, overrides: Parameters<typeof aDay>[1] = {}) =>
  aDay(number, {
    slug,
    room: `0${number}-${slug}`,
    exercises: [anExercise(id)],
    topics: [aTopic(slug, [id])],
    questionIds: [`why-${slug}`],
    ...overrides,
  })
const course = (...days: ReturnType<typeof aDay>[]) => aCourse({ phases: [], gates: [], days })

/** Three days; a day is put in between the first two; another between these. */
const first = course(day(1, 'intro', 'hello'), day(2, 'streams', 'pipe'), day(3, 'http', 'ping'))
const second = course(
  day(1, 'intro', 'hello'),
  day(2, 'buffers', 'bytes'),
  day(3, 'streams', 'pipe', { aliases: ['02-streams'] }),
  day(4, 'http', 'ping', { aliases: ['03-http'] }),
)
const third = course(
  day(1, 'intro', 'hello'),
  day(2, 'text', 'trim'),
  day(3, 'buffers', 'bytes', { aliases: ['02-buffers'] }),
  day(4, 'streams', 'pipe', { aliases: ['02-streams', '03-streams'] }),
  day(5, 'http', 'ping', { aliases: ['03-http', '04-http'] }),
)

const today = (of: typeof first, event: TrackerEvent) => underNamesOfToday(of, [event])[0]
const slugOf = (of: typeof first, number: number | undefined) => of.days.find((each) => each.day === number)?.slug

describe('a day that has another number', () => {
  it.each([
    ['before any of them', first, 2, 'streams'],
    ['after one', second, 2, 'buffers'],
    ['after one', second, 3, 'streams'],
    ['after both', third, 4, 'streams'],
    ['after both', third, 2, 'text'],
  ])('keeps its notes, benchmark and place that were written %s', (_, then, number, slug) => {
    for (const event of [
      bench(number, at),
      { type: 'visited', at, day: number, section: 'end' } as const,
      { type: 'note', at, day: number, text: 'mine' } as const,
    ]) {
      const written = withRoom(then, event)
      for (const now of [then, second, third]) {
        if (!now.days.some((each) => each.slug === slug)) continue
        const read = today(now, written)
        expect(read && 'day' in read && slugOf(now, read.day)).toBe(slug)
      }
    }
  })

  it.each([
    [2, 'streams'],
    [3, 'http'],
  ])('keeps what an older tool wrote of day %i without its folder', (number, slug) => {
    for (const now of [first, second, third]) {
      expect(slugOf(now, measuredOf(underNamesOfToday(now, [bench(number, at)]))[0]?.day)).toBe(slug)
    }
  })

  it('keeps its exercises and questions, whose ids tell them apart, with a folder or without', () => {
    for (const [at, then] of [first, second, third].entries()) {
      for (const { day, slug, exercises } of then.days) {
        for (const now of [first, second, third].slice(at)) {
          const is = now.days.find((each) => each.slug === slug)
          if (!is) continue
          for (const write of [withRoom, (_: typeof first, event: TrackerEvent) => event]) {
            const passed = today(now, write(then, attempt(`${day}/${exercises[0]?.id}`)))
            expect(passed).toMatchObject({ exercise: `${is.day}/${exercises[0]?.id}` })
            const answered = today(now, write(then, answer(`${day}/quiz:why-${slug}`)))
            expect(answered).toMatchObject({ question: `${is.day}/quiz:why-${slug}` })
          }
        }
      }
    }
  })

  it('changes places with another: an exercise of the same id is each day’s own', () => {
    const then = course(day(1, 'a', 'same'), day(2, 'b', 'same'))
    const now = course(day(1, 'b', 'same', { aliases: ['02-b'] }), day(2, 'a', 'same', { aliases: ['01-a'] }))
    expect(today(now, attempt('1/same'))).toMatchObject({ exercise: '2/same' })
    expect(today(now, attempt('2/same'))).toMatchObject({ exercise: '1/same' })
    for (const each of [then, now]) {
      const written = withRoom(each, attempt('1/same'))
      expect(today(each, written)).toMatchObject({ exercise: '1/same' })
    }
    expect(withRoom(now, attempt('1/same'))).toMatchObject({ room: '01-b' })
    expect(today(now, withRoom(now, attempt('1/same')))).toMatchObject({ exercise: '1/same' })
  })

  it('is where a plan goes on, and where a gate was forced', () => {
    const pace: TrackerEvent = { type: 'pace', at, start: '2026-03-01', from: 2, daysAWeek: 5 }
    expect(today(second, withRoom(first, pace))).toMatchObject({ from: 3 })
    expect(today(second, withRoom(first, { type: 'forced', at, day: 3 }))).toMatchObject({ day: 4 })
  })
})

it('an older version of the course reads what a newer one has written', () => {
  expect(today(second, withRoom(third, attempt('5/ping')))).toMatchObject({ exercise: '4/ping' })
  expect(today(first, withRoom(third, attempt('5/ping')))).toMatchObject({ exercise: '3/ping' })
  expect(today(first, withRoom(third, attempt('2/trim')))).toMatchObject({ exercise: `${NO_DAY}/trim` })
  const twins = course(day(1, 'gate', 'a'), aDay(2, { slug: 'gate', room: '02-gate' }))
  expect(today(twins, { type: 'note', at, day: 9, text: 'mine', room: '09-gate' })).toMatchObject({ day: 9 })
  expect(today(twins, { ...bench(9, at), room: '09-gate' })).toMatchObject({ day: NO_DAY })
})

describe('a name', () => {
  const moved = course(
    day(1, 'intro', 'hello', { exercises: [anExercise('hi', { aliases: ['hello'] })] }),
    day(2, 'http', 'ping', {
      aliases: ['03-http'],
      exercises: [anExercise('ping', { aliases: ['answer'] }), anExercise('flow', { aliases: ['02-streams/pipe'] })],
      questionIds: ['why-flow'],
      questionAliases: { 'why-flow': ['why-http', '02-streams/why-streams'] },
    }),
  )

  it.each([
    ['an earlier id', '1/hello', '1/hi'],
    ['an earlier id of a day with another number', '3/answer', '2/ping'],
    ['an exercise of a day that is gone', '2/pipe', '2/flow'],
    ['an exercise that nobody knows', '1/none', '1/none'],
    ['its name of today', '2/flow', '2/flow'],
  ] as const)('of %s: %s is %s', (_, then, now) => {
    expect(today(moved, attempt(then))).toMatchObject({ exercise: now })
  })

  it.each([
    ['3/quiz:why-http', '2/quiz:why-flow'],
    ['2/quiz:why-streams', '2/quiz:why-flow'],
  ] as const)('of a question: %s is %s', (then, now) => {
    expect(today(moved, answer(then))).toMatchObject({ question: now })
    expect(
      deriveProgress(moved, { events: [today(moved, answer(then, true, hoursAgo(48)))].flatMap((e) => e ?? []) }, NOW)
        .due,
    ).toMatchObject([{ ref: now }])
  })

  it('of today is nobody else’s, whatever had it before', () => {
    const taken = course(day(1, 'a', 'x', { exercises: [anExercise('x'), anExercise('y', { aliases: ['x'] })] }))
    expect(today(taken, attempt('1/x'))).toMatchObject({ exercise: '1/x' })
  })
})

it('a day that is gone leaves no benchmark to the one that has its number, and its notes can be read', () => {
  const now = course(day(1, 'intro', 'hello'), day(2, 'http', 'ping', { aliases: ['03-http'], hasBench: true }))
  const events = underNamesOfToday(now, [
    withRoom(first, bench(2, at)),
    withRoom(first, { type: 'note', at, day: 2, text: 'of streams' }),
    withRoom(first, { type: 'visited', at, day: 2, section: 'end' }),
  ])
  expect(measuredOf(events)).toEqual([])
  expect(deriveProgress(now, { events }, NOW)).toMatchObject({ resume: undefined, days: [{}, { status: 'todo' }] })
  expect(notesOf(events)).toMatchObject([{ text: 'of streams' }])
  expect(events[0]).toMatchObject({ day: NO_DAY })
})

it('is the same twice, and leaves the record as it is', () => {
  const events = [withRoom(first, bench(2, at)), attempt('2/pipe'), attempt('3/none'), answer('3/quiz:why-http')]
  const before = structuredClone(events)
  const once = underNamesOfToday(third, events)
  expect(underNamesOfToday(third, once)).toEqual(once)
  expect(events).toEqual(before)
})

it('writes a folder only where it is needed', () => {
  expect(withRoom(first, attempt('2/pipe'))).not.toHaveProperty('room')
  expect(withRoom(second, attempt('3/pipe'))).toMatchObject({ room: '03-streams' })
  expect(withRoom(second, attempt('4/ping'))).toMatchObject({ room: '04-http' })
  expect(withRoom(second, attempt('1/hello'))).not.toHaveProperty('room')
  expect(withRoom(first, bench(2, at))).toMatchObject({ room: '02-streams' })
  const all = [withRoom(second, attempt('3/pipe')), withRoom(first, bench(2, at))]
  expect(parseEvents(all)).toEqual({ events: all, unknown: [], malformed: 0 })
})
