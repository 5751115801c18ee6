import * as v from 'valibot'

/** Of the file's format. It rises when an older tool would misread a newer file. */
export const CERTIFICATE_FORMAT = 1
export const CERTIFICATE_KIND = 'course certificate'

const text = v.string()
const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const counted = v.object({ done: count, total: count })

const exerciseSchema = v.object({
  exercise: text,
  title: text,
  /** Of the first pass. */
  passedAt: text,
  /** Of the attempt whose checks are named here. */
  judgedAt: text,
  /** Titles, in the order of the checks. */
  checks: v.array(text),
  /** How many passed, and how many there were. */
  passed: count,
  of: count,
  /**
   * Where the titles are from. `present`: the record is from before titles were kept, so they are those of the course at
   * the time of writing, which has as many checks. `unknown`: it has not, so none is named.
   */
  titles: v.picklist(['recorded', 'present', 'unknown']),
  emulated: v.array(text),
  solutionSeenBefore: v.boolean(),
})

const gateSchema = v.object({
  gate: count,
  day: count,
  title: text,
  status: v.picklist(['coming', 'todo', 'started', 'passed', 'forced']),
  /** Of its project: the best attempt. */
  score: v.exactOptional(
    v.object({
      points: count,
      of: count,
      pass: count,
      requirements: v.array(v.object({ title: text, points: count, of: count, must: v.boolean() })),
    }),
  ),
})

const daySchema = v.object({
  day: count,
  title: text,
  done: v.boolean(),
  /** Texts of the topics that are proved. */
  topics: v.array(text),
  exercises: v.array(exerciseSchema),
})

export const statementSchema = v.object({
  /** `whole`: all gates are passed. */
  scope: v.picklist(['whole', 'so far']),
  name: v.exactOptional(text),
  course: v.object({ title: text, version: v.exactOptional(text) }),
  writtenAt: text,
  writtenWith: v.object({ tool: text, node: text }),
  totals: v.object({ days: counted, gates: counted, exercises: counted, topics: counted, checks: count }),
  gates: v.array(gateSchema),
  /** Those on which something is proved. */
  days: v.array(daySchema),
  /** What it shows and what it does not, in sentences. */
  meaning: text,
})

/** What a certificate says. */
export type Statement = v.InferOutput<typeof statementSchema>
export type CertifiedExercise = v.InferOutput<typeof exerciseSchema>

/** The file: a statement, and the digest over everything in the file but the digest. */
export interface Certificate {
  kind: typeof CERTIFICATE_KIND
  format: number
  statement: Statement
  digest: { algorithm: 'SHA-256'; over: string; value: string }
}

export const MEANING =
  'The digest shows that this file was not changed by accident since it was written. It proves nothing about who wrote ' +
  'it: anybody can write another file with a digest of its own. What is named here was judged on the machine of the learner.'
