import type { Course, ExerciseRef } from '../src/engine/course/model.ts'
import { type Names, namesOf } from '../src/names.ts'
import type { QuestionRef, TrackerEvent } from './schema.ts'

/** The day of an event that names a folder which the course does not know: it counts for none of the course's days. */
export const NO_DAY = 0

type OfCourse = Pick<Course, 'days'>

/**
 * Events as they would be written today: days, exercises and questions under the names that the course has for them now. In
 * the record they stay as they are. Doing it twice changes nothing.
 */
export function underNamesOfToday(course: OfCourse, events: readonly TrackerEvent[]): TrackerEvent[] {
  const { day, ref, room } = keptNames(namesOf(course))
  return events.map((event): TrackerEvent => {
    if (event.type === 'undone') return event
    if ('exercise' in event) {
      const exercise = ref(event.exercise, event.room) as ExerciseRef
      return exercise === event.exercise ? event : { ...event, exercise, ...room(exercise) }
    }
    if ('question' in event) {
      const question = ref(event.question, event.room) as QuestionRef
      return question === event.question ? event : { ...event, question, ...room(question) }
    }
    if (event.type === 'pace') {
      // A plan goes on from some day, whatever became of the one that it began with.
      const from = day(event.from, event.room) || event.from
      return from === event.from ? event : { ...event, from, ...room(String(from)) }
    }
    const now = day(event.day, event.room) || dayless(event)
    return now === event.day ? event : { ...event, day: now, ...room(String(now)) }
  })
}

/** A note of a day that is gone is rather shown with another than not at all. */
function dayless({ type, day }: Extract<TrackerEvent, { day: number }>): number {
  return type === 'note' || type === 'note-edited' || type === 'note-deleted' ? day : NO_DAY
}

/** The same answers, looked up once: a long record has few names. */
function keptNames(names: Names) {
  const days = new Map<string | undefined, Map<number, number>>()
  const refs = new Map<string | undefined, Map<string, string>>()
  return {
    day(number: number, room: string | undefined): number {
      const kept = days.get(room)?.get(number)
      if (kept !== undefined) return kept
      return keep(days, room, number, names.day(number, room) ?? NO_DAY)
    },
    ref(ref: string, room: string | undefined): string {
      const kept = refs.get(room)?.get(ref)
      return kept ?? keep(refs, room, ref, names.ref(ref, room) ?? unknown(ref, room))
    },
    room(ref: string): { room?: string } {
      const room = names.room(Number.parseInt(ref, 10))
      return room === undefined ? {} : { room }
    },
  }

  /** What the course does not have: in the day that it was in. */
  function unknown(ref: string, room: string | undefined): string {
    const slash = ref.indexOf('/')
    return `${names.day(Number(ref.slice(0, slash)), room) ?? NO_DAY}${ref.slice(slash)}`
  }
}

function keep<K, V>(map: Map<string | undefined, Map<K, V>>, room: string | undefined, key: K, value: V): V {
  map.set(room, (map.get(room) ?? new Map<K, V>()).set(key, value))
  return value
}

/**
 * An event with the folder of its day, so that it is known for what it is whatever number the day gets. What belongs to a
 * day as a whole always has it. An exercise and a question have ids of their own, which tell most of them apart: they have
 * it only where days have changed their numbers.
 */
export function withRoom<T extends object>(course: OfCourse, event: T): T {
  const number = dayIn(event)
  if (number === undefined) return event
  const names = namesOf(course)
  const isNeeded = 'day' in event || 'from' in event || names.isUnclear(number)
  const room = isNeeded ? names.room(number) : undefined
  return room === undefined ? event : { ...event, room }
}

function dayIn(event: object): number | undefined {
  if ('day' in event) return Number(event.day)
  if ('from' in event) return Number(event.from)
  if ('exercise' in event) return Number.parseInt(String(event.exercise), 10)
  return 'question' in event ? Number.parseInt(String(event.question), 10) : undefined
}
