import * as v from 'valibot'

const place = { line: v.optional(v.number()), source: v.optional(v.string()), file: v.optional(v.string()) }
const error = v.object({ message: v.string(), ...place })

const end = v.variant('how', [
  v.object({ how: v.literal('finished') }),
  v.object({ how: v.literal('exited'), code: v.number() }),
  v.object({ how: v.literal('signal'), signal: v.string() }),
  v.object({ how: v.literal('failed'), code: v.number(), text: v.string(), error: v.optional(error) }),
  v.object({ how: v.literal('time'), afterMs: v.number(), limitMs: v.number() }),
  v.object({ how: v.literal('events'), most: v.number() }),
  v.object({ how: v.literal('output'), mostBytes: v.number() }),
  v.object({ how: v.literal('memory'), mostMb: v.number() }),
])

const callback = v.object({
  number: v.number(),
  lane: v.string(),
  type: v.string(),
  asyncId: v.optional(v.number()),
  ...place,
  startMs: v.number(),
  endMs: v.number(),
  isUnfinished: v.optional(v.literal(true)),
  queuedMs: v.optional(v.number()),
  turn: v.optional(v.number()),
  printed: v.array(
    v.object({ stream: v.picklist(['stdout', 'stderr']), text: v.string(), line: v.optional(v.number()) }),
  ),
  error: v.optional(error),
  isDirect: v.boolean(),
})

export const trace = {
  file: v.string(),
  node: v.string(),
  end,
  lanes: v.array(v.object({ id: v.string(), title: v.string() })),
  callbacks: v.array(callback),
  leftOut: v.number(),
  output: v.object({ stdout: v.string(), stderr: v.string() }),
  unseen: v.array(v.string()),
}
