import type { Course, Day, Exercise, Topic } from '../../src/engine/course/model.ts'
import type { EventOf, TrackerEvent } from '../../tracker/schema.ts'

/** The time of all tests that need one. */
export const NOW = new Date('2026-03-20T12:00:00.000Z')

export function hoursAgo(hours: number, from: Date = NOW): string {
  return new Date(from.getTime() - hours * 3_600_000).toISOString()
}

export function daysAgo(days: number, from: Date = NOW): string {
  return hoursAgo(24 * days, from)
}

export function anExercise(id: string, overrides: Partial<Exercise> = {}): Exercise {
  return {
    id,
    title: `The ${id}`,
    kind: 'module',
    minutes: 30,
    hints: ['a', 'b', 'c'],
    services: [],
    limits: { seconds: 10, heapMb: 256 },
    aliases: [],
    file: `${id}.ts`,
    ...overrides,
  }
}

export function aTopic(id: string, evidence: string[]): Topic {
  return { id, text: `About ${id}`, evidence }
}

export function aDay(day: number, overrides: Partial<Day> = {}): Day {
  return {
    day,
    slug: `day-${day}`,
    title: `Day number ${day}`,
    outcome: 'You can.',
    phase: 1,
    status: 'ready',
    minutes: 60,
    topics: [aTopic(`topic-${day}`, ['one'])],
    exercises: [anExercise('one')],
    questionIds: [],
    demos: [],
    hasBench: false,
    search: [],
    room: `${String(day).padStart(2, '0')}-day-${day}`,
    ...overrides,
  }
}

/** Two phases of two days; day 2 is the gate between them. */
export function aCourse(overrides: Partial<Course> = {}): Course {
  return {
    root: '/course',
    title: 'A small course',
    phases: [
      { id: 1, title: 'First', days: [1, 2] },
      { id: 2, title: 'Second', days: [3, 4] },
    ],
    gates: [{ gate: 1, day: 2, title: 'The gate', pass: 100 }],
    roadmap: [],
    days: [aDay(1), aDay(2, { gate: 1 }), aDay(3, { phase: 2 }), aDay(4, { phase: 2 })],
    broken: [],
    ...overrides,
  }
}

export function attempt(
  exercise: EventOf<'attempt'>['exercise'],
  status: EventOf<'attempt'>['status'] = 'passed',
  at: string = hoursAgo(1),
): EventOf<'attempt'> {
  return {
    type: 'attempt',
    at,
    exercise,
    status,
    ms: 300,
    failing: status === 'passed' ? [] : ['keeps order'],
    checks: 5,
  }
}

export function answer(
  question: EventOf<'answer'>['question'],
  correct = true,
  at: string = hoursAgo(1),
): TrackerEvent {
  return { type: 'answer', at, question, correct }
}

export function bench(day: number, at: string = hoursAgo(1)): TrackerEvent {
  return { type: 'bench', at, day, results: [], judgement: { verdict: 'clear', headline: 'a', why: 'b' } }
}
