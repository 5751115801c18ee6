/** What learners have done who have something to show. */
import type { TrackerEvent } from '../../tracker/schema.ts'
import { aPass } from '../certificate/learner.ts'
import { answer } from '../tracker/builders.ts'

const AT = '2026-03-01T12:00:00.000Z'

/** Day 1 of the tiny course, whole. */
export const DONE_DAY: TrackerEvent[] = [
  aPass({ at: AT }),
  aPass({ at: AT, exercise: '1/total', checks: 1, passed: ['adds up a list'] }),
  answer('1/quiz:plus-and-strings', true, AT),
  answer('1/quiz:name-of-plus', true, AT),
  answer('1/quiz:typed-sum', true, AT),
]

/** The gate of the project course, with 30 points of 100. */
export const TRIED_GATE: TrackerEvent[] = [
  aPass({
    at: AT,
    exercise: '1/notes-api',
    status: 'failed',
    checks: 6,
    passed: ['has its routes in src/routes', 'says ok in /health'],
    failing: ['answers a new note with 201'],
    score: { structure: 20, notes: 0, lifecycle: 10 },
  }),
]
