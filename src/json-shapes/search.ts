import * as v from 'valibot'

const text = v.string()
const number = v.number()

/** `course search <words> --json`: the best first. `near`: words that are spelled like it, where nothing is found. */
export const search = {
  query: text,
  /** Whether each result has all of the words. */
  has: v.picklist(['all', 'some']),
  results: v.array(
    v.object({
      kind: v.picklist(['day', 'topic', 'section', 'exercise', 'question', 'note']),
      day: number,
      name: text,
      title: text,
      context: text,
      command: text,
      score: number,
    }),
  ),
  near: v.array(text),
}

/** `course note --json` */
export const notes = {
  notes: v.array(v.object({ day: number, number, at: text, editedAt: v.exactOptional(text), text })),
}
