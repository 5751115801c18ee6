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
