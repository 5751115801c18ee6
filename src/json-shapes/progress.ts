import * as v from 'valibot'
import { pace } from './pace.ts'

const text = v.string()
const number = v.number()
const counted = v.object({ done: number, total: number })
const exerciseStatus = v.picklist(['todo', 'tried', 'passed'])
/** Of one that was passed before some of today's checks were there. */
const earlierVersion = v.exactOptional(v.literal(true))
const dayStatus = v.picklist(['coming', 'locked', 'todo', 'started', 'done'])

const day = v.object({
  day: number,
  slug: text,
  title: text,
  status: dayStatus,
  exercises: v.array(
    v.object({ id: text, status: exerciseStatus, attempts: number, passedAt: v.exactOptional(text), earlierVersion }),
  ),
  topics: v.array(v.object({ id: text, text, done: v.boolean(), evidence: v.array(text) })),
})

const gate = v.object({
  gate: number,
  day: number,
  title: text,
  status: v.picklist(['coming', 'todo', 'started', 'passed', 'forced']),
  points: v.exactOptional(number),
  of: v.exactOptional(number),
  pass: v.exactOptional(number),
})

/** `course progress --json` */
export const progress = {
  days: v.array(day),
  gates: v.array(gate),
  streak: number,
  totals: v.object({
    days: counted,
    gates: counted,
    exercises: counted,
    topics: counted,
    attempts: number,
    hints: number,
  }),
  ...pace,
}

/** `course progress --roadmap --json` */
export const roadmap = {
  phases: v.array(
    v.object({
      phase: number,
      title: text,
      status: v.picklist(['coming', 'todo', 'started', 'done']),
      topics: v.array(
        v.object({
          id: text,
          text,
          day: v.exactOptional(number),
          status: v.picklist(['coming', 'todo', 'done']),
          done: v.boolean(),
          evidence: v.array(text),
        }),
      ),
      done: number,
      total: number,
    }),
  ),
  totals: v.object({ phases: counted, topics: counted }),
}

/** `course list --json` */
export const list = {
  days: v.array(
    v.object({
      day: number,
      slug: text,
      title: text,
      status: dayStatus,
      exercises: v.array(
        v.object({
          /** `2/map-limit` */
          id: text,
          title: text,
          minutes: number,
          kind: v.picklist(['module', 'server', 'project']),
          services: v.array(text),
          status: exerciseStatus,
          attempts: number,
          earlierVersion,
        }),
      ),
    }),
  ),
}
