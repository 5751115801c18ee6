import * as v from 'valibot'

/** Where something is now, relative to the workbook. */
const moved = v.array(v.object({ path: v.string(), at: v.string() }))

/** `course export --json` */
export const exported = {
  file: v.string(),
  bytes: v.number(),
  events: v.number(),
  files: v.number(),
  leftOut: v.array(v.object({ path: v.string(), why: v.string() })),
}

/** `course import <file> --json` */
export const imported = {
  archive: v.string(),
  exportedAt: v.string(),
  events: v.object({ added: v.number(), known: v.number() }),
  files: v.object({
    added: v.array(v.string()),
    replaced: moved,
    aside: moved,
    same: v.number(),
    skipped: v.array(v.string()),
  }),
}

/** `course undo --json` */
export const undone = {
  undone: v.object({ what: v.picklist(['reset', 'import']), of: v.string(), at: v.string() }),
  restored: v.array(v.string()),
  aside: moved,
  lost: v.array(v.string()),
  events: v.number(),
}
