import * as v from 'valibot'

/** The shapes of what authors write. `npm run schema` publishes them as JSON Schema for editors. */

const line = v.pipe(v.string(), v.trim(), v.nonEmpty('must not be empty'))
const slug = v.pipe(line, v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens'))
const dayNumber = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(999))
const minutes = v.pipe(v.number(), v.integer(), v.minValue(1))

const room = v.pipe(
  line,
  v.regex(/^\d+-[^/\\\s]+$/, 'must be what the folder of the day was called before, as in 05-streams'),
)
/** What an exercise or a question was called before: an id, or where it was in another day, that day's number or folder and the id. */
const alias = v.pipe(
  line,
  v.regex(
    /^(\d+(-[^/\\\s]+)?\/)?[a-z0-9]+(-[a-z0-9]+)*$/,
    'must be an earlier id, or with the day where it was in another: 05-streams/old-id',
  ),
)

const topic = v.strictObject({
  id: slug,
  text: line,
  aliases: v.exactOptional(v.array(slug)),
  evidence: v.pipe(
    v.array(line),
    v.minLength(1, 'a topic needs evidence: an exercise id, quiz:<id>, bench or project/requirement'),
  ),
})

const SERVICES = [
  'redis',
  'mongodb',
  'postgres',
  'postgres-replica',
  's3',
  'smtp',
  'oauth',
  'payments',
  'llm',
  'nginx',
] as const

const shared = {
  id: slug,
  title: line,
  minutes,
  services: v.optional(v.array(v.picklist(SERVICES)), []),
  limits: v.optional(
    v.strictObject({
      seconds: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(120)), 10),
      heapMb: v.optional(v.pipe(v.number(), v.minValue(16), v.maxValue(2048)), 256),
    }),
    {},
  ),
  aliases: v.optional(v.array(alias), []),
}

const exercise = v.strictObject({
  ...shared,
  kind: v.optional(v.picklist(['module', 'server']), 'module'),
  hints: v.pipe(v.array(line), v.minLength(3, 'three hints at least: a nudge, the direction, almost the line')),
})

/** A whole program of the learner's, judged by points. Its brief is its README.md. */
const project = v.strictObject({
  ...shared,
  kind: v.literal('project'),
  hints: v.optional(v.array(line), []),
  /** The file that it cannot do without, relative to its folder: the program that is started, or a `Dockerfile`. */
  entry: v.optional(line, 'src/server.ts'),
  /** In the order of the scorecard. What each is worth, its checks say; without one that `must` be full, nothing passes. */
  requirements: v.pipe(
    v.array(v.strictObject({ id: slug, title: line, must: v.optional(v.boolean(), false) })),
    v.minLength(1, 'a project has requirements'),
  ),
})

export const lessonSchema = v.strictObject({
  day: dayNumber,
  title: line,
  minutes,
  outcome: line,
  search: v.optional(v.array(line), []),
  aliases: v.exactOptional(v.array(room)),
  topics: v.pipe(v.array(topic), v.minLength(1)),
  exercises: v.array(v.variant('kind', [project, exercise])),
})

/** The front matter of a `lesson.<language>.md`. All that is no prose stays in lesson.md. */
export const translationSchema = v.strictObject({
  title: line,
  /** By the anchors of its sections: a digest of the text in lesson.md that each was made from. `author translated` writes them. */
  translates: v.optional(v.record(v.string(), v.string()), {}),
})

const predict = v.strictObject({
  id: slug,
  aliases: v.exactOptional(v.array(alias)),
  kind: v.literal('predict'),
  prompt: line,
  code: line,
  /** How Node loads the code: this decides strictness, `this` and hoisting. */
  as: v.optional(v.picklist(['module', 'commonjs']), 'module'),
  /** Plausible wrong outputs. The right one is never written down: it comes from running the code. */
  wrong: v.optional(v.array(v.strictObject({ output: v.string(), because: line })), []),
  because: line,
  read: slug,
})

const choice = v.strictObject({
  id: slug,
  aliases: v.exactOptional(v.array(alias)),
  kind: v.literal('choice'),
  prompt: line,
  options: v.pipe(
    v.array(v.strictObject({ text: line, because: line, correct: v.optional(v.boolean(), false) })),
    v.minLength(2),
    v.check(
      (options) => options.filter((option) => option.correct).length === 1,
      'exactly one option is correct: true',
    ),
  ),
  read: slug,
})

export const quizSchema = v.strictObject({
  questions: v.pipe(v.array(v.variant('kind', [predict, choice])), v.minLength(1)),
})

export const courseSchema = v.strictObject({
  title: line,
  phases: v.array(v.strictObject({ id: v.number(), title: line, days: v.array(dayNumber) })),
  /** How long a lesson may be, in words: least and most. */
  prose: v.optional(v.strictObject({ words: v.tuple([v.number(), v.number()]) }), { words: [1200, 2500] }),
  gates: v.optional(
    v.array(
      v.strictObject({
        gate: v.number(),
        day: dayNumber,
        title: line,
        /** Points of 100 that the day's project must reach. */
        pass: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), 100),
      }),
    ),
    [],
  ),
  roadmap: v.optional(v.array(v.strictObject({ phase: v.number(), title: line, topics: v.array(slug) })), []),
  /** What the days use beyond Node.js, for `course doctor`: from which day, and for what. */
  services: v.optional(v.array(v.strictObject({ id: slug, from: dayNumber, use: line }))),
  /** Days that are planned and not written yet. A day leaves this list when its lesson.md arrives. */
  coming: v.optional(
    v.array(
      v.strictObject({
        day: dayNumber,
        slug,
        title: line,
        outcome: line,
        topics: v.array(v.strictObject({ id: slug, text: line })),
      }),
    ),
    [],
  ),
})

/** The head of a wrong answer: the front matter of a difference, or the comment that opens a whole file. */
export const mistakeSchema = v.strictObject({
  wrong: line,
  why: line,
  fails: v.pipe(v.array(line), v.minLength(1)),
  status: v.optional(v.picklist(['failed', 'crashed', 'timed-out', 'out-of-memory', 'tampered']), 'failed'),
  /** For an answer to a project: the points it gets. */
  score: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(100))),
  /** For an answer to a project that is a folder: files and folders of the solution that it does not have. */
  without: v.optional(v.array(line)),
})

export type LessonFrontMatter = v.InferOutput<typeof lessonSchema>
export type QuizFile = v.InferOutput<typeof quizSchema>
export type Question = QuizFile['questions'][number]
export type CourseFile = v.InferOutput<typeof courseSchema>
export type MistakeHeader = v.InferOutput<typeof mistakeSchema>
