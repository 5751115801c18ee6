import * as v from 'valibot'
import { statementSchema } from '../engine/certificate/certificate.ts'

const text = v.string()
const notNamed = v.array(v.object({ exercise: text, certified: v.boolean(), checks: v.array(text) }))

/** `course certificate --json` */
export const written = {
  scope: statementSchema.entries.scope,
  totals: statementSchema.entries.totals,
  digest: text,
  files: v.object({ json: text, html: text }),
  replaced: v.boolean(),
}

/** `course report --json` */
export const report = {
  scope: statementSchema.entries.scope,
  totals: statementSchema.entries.totals,
  file: text,
  replaced: v.boolean(),
  /** Where a browser was asked for: whether one began. */
  opened: v.exactOptional(v.boolean()),
}

/** `course certificate verify <file> --json`, of one that is as it was written. */
export const intact = {
  file: text,
  status: v.literal('intact'),
  digest: text,
  statement: statementSchema,
  comparison: v.exactOptional(
    v.union([
      v.object({ with: v.literal('this course'), title: text, notNamed }),
      v.object({ with: v.literal('another course'), title: text }),
      v.object({ with: v.literal('no course') }),
    ]),
  ),
}

/** Of one that was changed since: `digest` is of what it says now. */
export const changed = { file: text, status: v.literal('changed'), digest: text, stated: text }
