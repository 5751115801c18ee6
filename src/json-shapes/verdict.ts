import * as v from 'valibot'

const text = v.string()
const number = v.number()

const frame = v.object({
  file: text,
  line: number,
  column: number,
  lines: v.array(v.object({ number, text })),
})

const check = v.object({
  title: text,
  status: v.picklist(['passed', 'failed', 'not-run']),
  read: v.exactOptional(text),
  message: v.exactOptional(text),
  given: v.exactOptional(text),
  expected: v.exactOptional(text),
  received: v.exactOptional(text),
  request: v.exactOptional(text),
  cause: v.exactOptional(text),
  frame: v.exactOptional(frame),
  requirement: v.exactOptional(text),
  points: v.exactOptional(number),
  ms: v.exactOptional(number),
})

const score = v.object({
  points: number,
  of: number,
  pass: number,
  requirements: v.array(v.object({ id: text, title: text, points: number, of: number, must: v.boolean() })),
})

/** One exercise, judged. */
export const verdict = {
  exercise: text,
  status: v.picklist(['passed', 'failed', 'crashed', 'timed-out', 'out-of-memory', 'tampered', 'inconclusive']),
  ms: number,
  checks: v.array(check),
  /** Of one that crashed: while its file was loading, or later. */
  phase: v.exactOptional(v.picklist(['load', 'run'])),
  message: v.exactOptional(text),
  frame: v.exactOptional(frame),
  /** The end of what the learner's code printed. */
  output: v.exactOptional(text),
  /** What it printed while it was judged: the first 64 KB, and how many lines there were in all. Not where `output` tells of it. */
  printed: v.exactOptional(v.object({ text, lines: number })),
  afterMs: v.exactOptional(number),
  lastCheck: v.exactOptional(text),
  limitMb: v.exactOptional(number),
  /** Of a project. */
  score: v.exactOptional(score),
  /** The known wrong answer that fails in this way; `sure` where the cases agree, too. */
  mistake: v.exactOptional(v.object({ wrong: text, why: text, sure: v.boolean() })),
  services: v.exactOptional(v.array(v.object({ name: text, label: text, how: text }))),
  notes: v.exactOptional(v.array(text)),
}
