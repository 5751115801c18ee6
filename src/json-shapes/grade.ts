import * as v from 'valibot'
import { verdict } from './verdict.ts'

const text = v.string()

const notJudged = v.object({ exercise: text, status: v.literal('not-begun'), ms: v.number() })
/** What was not kept from the code that was judged. */
const notFenced = v.exactOptional(v.array(text))
const stopped = v.object({ exercise: text, status: v.literal('stopped'), why: text, ms: v.number(), notFenced })

/** `course grade --json` */
export const grades = {
  /** True when all was judged. */
  ok: v.boolean(),
  fencing: v.union([
    v.object({ by: v.literal('namespaces') }),
    v.object({ by: v.literal('nothing'), why: text }),
    v.object({ by: v.literal('workers') }),
  ]),
  submissions: v.array(
    v.object({
      submission: text,
      digest: v.exactOptional(text),
      sameAs: v.exactOptional(text),
      problem: v.exactOptional(text),
      leftOut: v.array(v.object({ path: text, why: text })),
      exercises: v.array(v.union([notJudged, stopped, v.object({ ...verdict, notFenced })])),
    }),
  ),
}
