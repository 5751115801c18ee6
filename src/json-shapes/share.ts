import * as v from 'valibot'

const text = v.string()
const count = v.number()
const counted = v.object({ done: count, total: count })

/** `course share <n> --json` */
export const share = {
  course: text,
  day: count,
  title: text,
  takeaway: text,
  done: v.boolean(),
  exercises: counted,
  checks: count,
  topics: v.array(text),
  topicsInAll: count,
  score: v.exactOptional(v.object({ points: count, of: count, pass: count })),
  measured: v.exactOptional(text),
  seenFirst: count,
  standIns: v.array(text),
  days: count,
  post: text,
  files: v.array(text),
  sent: v.literal(false),
}
