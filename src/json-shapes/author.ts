import * as v from 'valibot'
import { verdict } from './verdict.ts'

const text = v.string()
const number = v.number()

const finding = v.object({
  level: v.picklist(['error', 'warning']),
  file: text,
  line: v.exactOptional(number),
  message: text,
  excerpt: v.exactOptional(text),
  mend: v.exactOptional(text),
})

/** `course author check --json` */
export const proof = {
  /** True when no finding is an error. */
  ok: v.boolean(),
  days: v.array(
    v.object({
      day: number,
      room: text,
      title: text,
      status: v.picklist(['ready', 'broken']),
      words: number,
      topics: number,
      questions: number,
      demos: number,
      bench: v.picklist(['none', 'boots', 'fails', 'not-run']),
      exercises: v.array(
        v.object({
          id: text,
          checks: number,
          starter: v.exactOptional(verdict.status),
          solution: v.exactOptional(verdict.status),
          mistakes: v.exactOptional(v.object({ known: number, caught: number })),
          secondLooks: v.array(text),
          unnoted: v.array(text),
          ms: number,
        }),
      ),
      findings: v.array(finding),
    }),
  ),
  findings: v.array(finding),
  notes: v.array(text),
  ms: number,
}

/** How often, in how many records. */
const frequency = { learners: number, attempts: number }

/** `course author insight --json` */
export const insight = {
  records: v.object({
    read: number,
    notRead: v.array(v.object({ path: text, why: text })),
    unknownEntries: number,
    /** They share attempts with one another. */
    overlapping: number,
  }),
  learners: v.object({ finished: number, onTheWay: number, notBegun: number }),
  exercises: v.array(
    v.object({
      exercise: text,
      title: text,
      learners: number,
      passed: number,
      attempts: number,
      checks: v.array(v.object({ title: text, ...frequency })),
      hints: v.array(v.object({ step: number, learners: number })),
    }),
  ),
  stops: v.array(
    v.object({ day: number, title: text, exercise: v.exactOptional(text), learners: number, passed: number }),
  ),
  elsewhere: number,
  compared: v.object({ attempts: number, known: number, unknown: number, unnamed: number, earlier: number }),
  unknown: v.array(
    v.object({ exercise: text, status: verdict.status, failing: v.array(text), all: v.boolean(), ...frequency }),
  ),
  /** Where it was written as a page, too. */
  page: v.exactOptional(text),
}
