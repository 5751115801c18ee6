import type { Course } from '../src/engine/course/model.ts'
import { type Card, dealCards } from './review-schedule.ts'
import type { EventOf, TrackerEvent } from './schema.ts'
import { isWork } from './streak.ts'
import { type Stretch, stretchesOf } from './stretches.ts'
import { type DayTally, tally } from './tally.ts'

/**
 * What events add up to, before the rules of the course and the clock come in: small however long the record is, and events that
 * are added later can be added to it.
 */
export interface Sums {
  tallies: Map<number, DayTally>
  cards: Map<string, Card>
  forced: number[]
  /** When anything was done. */
  presence: Stretch[]
  /** When something was judged, answered or measured. */
  work: Stretch[]
  /** The pace that was chosen last. */
  pace: EventOf<'pace'> | undefined
  /** The latest moment among the events; epoch ms. */
  until: number
}

/**
 * The sums of events, which are under their names of today, alone, or with those of `before`, which is used up. Undefined where that cannot be: an event is older than
 * one that `before` has, and cards need them in order.
 */
export function sumUp(course: Pick<Course, 'days'>, events: readonly TrackerEvent[], before: Sums): Sums | undefined
export function sumUp(course: Pick<Course, 'days'>, events: readonly TrackerEvent[]): Sums
export function sumUp(
  course: Pick<Course, 'days'>,
  events: readonly TrackerEvent[],
  before: Sums = nothing(),
): Sums | undefined {
  const timed = inOrder(events)
  const first = timed[0]?.time
  if (first !== undefined && first < before.until) return undefined
  const done = timed.filter(({ event }) => event.type !== 'pace')
  return {
    tallies: tally(course, events, before.tallies),
    cards: dealCards(course, timed, before.cards),
    forced: [...before.forced, ...events.flatMap((event) => (event.type === 'forced' ? [event.day] : []))],
    presence: stretchesOf(timesOf(done), before.presence),
    work: stretchesOf(timesOf(done.filter(({ event }) => isWork(event))), before.work),
    pace: timed.reduce((last, { event }) => (event.type === 'pace' ? event : last), before.pace),
    until: timed.at(-1)?.time ?? before.until,
  }
}

function nothing(): Sums {
  return {
    tallies: new Map(),
    cards: new Map(),
    forced: [],
    presence: [],
    work: [],
    pace: undefined,
    until: Number.NEGATIVE_INFINITY,
  }
}

function inOrder(events: readonly TrackerEvent[]): { event: TrackerEvent; time: number }[] {
  return events.map((event) => ({ event, time: Date.parse(event.at) })).sort((a, b) => a.time - b.time)
}

function timesOf(events: readonly { time: number }[]): number[] {
  return events.map(({ time }) => time)
}
