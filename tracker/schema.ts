import * as v from 'valibot'
import type { BenchJudgement, BenchResult } from '../src/bench/index.ts'
import type { ExerciseRef } from '../src/engine/course/model.ts'
import type { VerdictStatus } from '../src/engine/judge/verdict.ts'

/** `2/quiz:promise-order`: how a question is named in progress.json. */
export type QuestionRef = `${number}/quiz:${string}`

/** What happened, and when. Nothing here is a total: whatever is shown is derived (progress.ts). */
export type TrackerEvent = {
  /** ISO 8601, UTC. */
  at: string
  /** The folder of its day, as the course had it then: numbers change, and another day may get this one (names-of-today.ts). */
  room?: string
} & (
  | {
      type: 'attempt'
      exercise: ExerciseRef
      status: Exclude<VerdictStatus, 'inconclusive'>
      ms: number
      /** Titles of the checks that failed. */
      failing: string[]
      /** How many checks the exercise has. */
      checks: number
      /** Of a pass: titles of the checks that passed, since the course may name others later. */
      passed?: string[]
      /** Services that an emulator stood in for. */
      emulated?: string[]
      /** Of a project: the points of each requirement. */
      score?: Record<string, number>
    }
  /** An exercise that had passed, written again from its starter in a scratch file. No attempt: it proves nothing new. */
  | {
      type: 'review'
      exercise: ExerciseRef
      status: Exclude<VerdictStatus, 'inconclusive'>
      ms: number
      failing: string[]
      checks: number
      score?: Record<string, number>
    }
  | { type: 'hint'; exercise: ExerciseRef; step: number }
  | { type: 'solution-seen'; exercise: ExerciseRef; beforePassing: boolean }
  | { type: 'reset'; exercise: ExerciseRef }
  | { type: 'answer'; question: QuestionRef; correct: boolean }
  | { type: 'bench'; day: number; results: BenchResult[]; judgement: BenchJudgement }
  | { type: 'visited'; day: number; section?: string }
  | { type: 'note'; day: number; text: string }
  /** `note`: the `at` of the note that it is about. */
  | { type: 'note-edited'; day: number; note: string; text: string }
  | { type: 'note-deleted'; day: number; note: string }
  | { type: 'forced'; day: number }
  | { type: 'demo'; day: number; name: string }
  | {
      type: 'pace'
      /** The local date from which the plan counts, and the day of the course that it begins with. */
      start: string
      from: number
      /** 1 to 7. */
      daysAWeek: number
      /** On each of them; absent for whatever the lesson of the day takes. */
      minutes?: number
    }
  /** A reset or an import was taken back. What an import had added is no longer among the events, but in the file `kept`. */
  | { type: 'undone'; what: 'reset' | 'import'; of: string; events?: number; kept?: string }
)

export type EventOf<T extends TrackerEvent['type']> = Extract<TrackerEvent, { type: T }>

/** A learner's record as the rest of the tool sees it. */
export interface TrackerRecord {
  version: number
  events: TrackerEvent[]
  /** Entries that this version does not understand. They stay in the file as they are. */
  unknown: unknown[]
}

/** What progress.json holds. Events are parsed one by one, so that one bad entry costs no other. */
export interface StoredFile {
  version: number
  events: unknown[]
  [other: string]: unknown
}

const at = v.pipe(
  v.string(),
  v.check((text) => !Number.isNaN(Date.parse(text))),
)
const day = v.pipe(v.number(), v.integer(), v.minValue(1))
const exercise = v.custom<ExerciseRef>((value) => typeof value === 'string' && /^\d+\/[^/:]+$/.test(value))
const question = v.custom<QuestionRef>((value) => typeof value === 'string' && /^\d+\/quiz:./.test(value))
const count = v.pipe(v.number(), v.minValue(0))
const status = v.picklist(['passed', 'failed', 'crashed', 'timed-out', 'out-of-memory', 'tampered'])
const withId = (value: unknown) => typeof value === 'object' && value !== null && 'id' in value

const eventSchemas: { [T in TrackerEvent['type']]: v.GenericSchema<unknown, EventOf<T>> } = {
  attempt: v.object({
    at,
    type: v.literal('attempt'),
    exercise,
    status,
    ms: count,
    failing: v.array(v.string()),
    checks: count,
    passed: v.exactOptional(v.array(v.string())),
    emulated: v.exactOptional(v.array(v.string())),
    score: v.exactOptional(v.record(v.string(), count)),
  }),
  review: v.object({
    at,
    type: v.literal('review'),
    exercise,
    status,
    ms: count,
    failing: v.array(v.string()),
    checks: count,
    score: v.exactOptional(v.record(v.string(), count)),
  }),
  hint: v.object({ at, type: v.literal('hint'), exercise, step: count }),
  'solution-seen': v.object({ at, type: v.literal('solution-seen'), exercise, beforePassing: v.boolean() }),
  reset: v.object({ at, type: v.literal('reset'), exercise }),
  answer: v.object({ at, type: v.literal('answer'), question, correct: v.boolean() }),
  bench: v.object({
    at,
    type: v.literal('bench'),
    day,
    // Only the id: a figure that could not be measured is null in JSON, and must not cost the whole run.
    results: v.array(v.custom<BenchResult>(withId)),
    judgement: v.custom<BenchJudgement>((value) => typeof value === 'object' && value !== null && 'verdict' in value),
  }),
  visited: v.object({ at, type: v.literal('visited'), day, section: v.exactOptional(v.string()) }),
  note: v.object({ at, type: v.literal('note'), day, text: v.string() }),
  'note-edited': v.object({ at, type: v.literal('note-edited'), day, note: at, text: v.string() }),
  'note-deleted': v.object({ at, type: v.literal('note-deleted'), day, note: at }),
  forced: v.object({ at, type: v.literal('forced'), day }),
  demo: v.object({ at, type: v.literal('demo'), day, name: v.string() }),
  pace: v.object({
    at,
    type: v.literal('pace'),
    start: v.pipe(v.string(), v.isoDate()),
    from: day,
    daysAWeek: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(7)),
    minutes: v.exactOptional(v.pipe(v.number(), v.minValue(1))),
  }),
  undone: v.object({
    at,
    type: v.literal('undone'),
    what: v.picklist(['reset', 'import']),
    of: v.string(),
    events: v.exactOptional(count),
    kept: v.exactOptional(v.string()),
  }),
}

const storedFileSchema = v.looseObject({
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  events: v.array(v.unknown()),
})

/** The file's outer shape, or undefined when this is no record at all. */
export function parseStoredFile(value: unknown): StoredFile | undefined {
  const result = v.safeParse(storedFileSchema, value)
  return result.success ? result.output : undefined
}

/** The events that this version understands, and those it does not; `malformed` counts entries of a known type among the latter. */
export function parseEvents(
  entries: readonly unknown[],
): Pick<TrackerRecord, 'events' | 'unknown'> & { malformed: number } {
  const events: TrackerEvent[] = []
  const unknown: unknown[] = []
  let malformed = 0
  for (const entry of entries) {
    const schema = schemaOf(entry)
    // Not v.variant: it tries one schema after another, which doubles the time of reading a long record.
    const result = schema && v.safeParse(schema, entry)
    if (result?.success) events.push(withRoomOf(entry, result.output))
    else {
      unknown.push(entry)
      if (schema || !hasType(entry)) malformed++
    }
  }
  return { events, unknown, malformed }
}

/** Any event may have it. It is no part of the schemas: a long record is read faster with fewer keys to check. */
function withRoomOf(entry: unknown, event: TrackerEvent): TrackerEvent {
  const room = (entry as { room?: unknown }).room
  if (typeof room === 'string') event.room = room
  return event
}

function schemaOf(entry: unknown): v.GenericSchema<unknown, TrackerEvent> | undefined {
  if (!hasType(entry) || !Object.hasOwn(eventSchemas, entry.type)) return undefined
  return eventSchemas[entry.type as TrackerEvent['type']]
}

function hasType(entry: unknown): entry is { type: string } {
  return typeof entry === 'object' && entry !== null && 'type' in entry && typeof entry.type === 'string'
}
