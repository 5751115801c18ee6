import type { DayStatus, ExerciseStatus, TopicProgress } from '../../tracker/day-progress.ts'
import type { GateProgress } from '../../tracker/gates.ts'
import type { Progress } from '../../tracker/progress.ts'
import type { DueReview } from '../../tracker/review-schedule.ts'
import type { Roadmap } from '../../tracker/roadmap.ts'
import type { BenchJudgement, BenchResult } from '../bench/index.ts'
import type { BenchAbout } from '../engine/bench/about.ts'
import type { Machine } from '../engine/bench/machine.ts'
import type { BenchNews } from '../engine/bench/news.ts'
import type { BenchRun } from '../engine/bench/run.ts'
import type { ExerciseRef, Requirement } from '../engine/course/model.ts'
import type { CheckOutcome, Verdict } from '../engine/judge/verdict.ts'
import type { Trace } from '../engine/trace/trace.ts'
import type { FileDiff } from '../engine/workbook/compare.ts'
import type { PictureLine } from '../picture/steps.ts'
import type { Score } from '../score.ts'

/**
 * What the page asks of `course web`, and what it is answered: types only, for both sides.
 *
 * All paths are below `/api`, all bodies are JSON but where another kind is named. What changes or runs something is a POST or a
 * PUT, so that its Origin is checked. `Html` was made by the server from the course's own Markdown and source, escaped, code with
 * classes `hljs-…`; it holds no script, no style and no address outside. Everything else is text.
 *
 * A refusal is a status of 400 or more with `Refusal`: 400 the request is none, 403 who asks has no right to, 404 there is no
 * such thing, 409 the state does not allow it, 413 too large, 423 a gate keeps the day closed, 500 a bug.
 */
export type Html = string

export interface Refusal {
  error: {
    /** What went wrong, and what to do next. Commands stand between backticks. */
    message: string
    hint: string
  }
}

/** `GET /api/home` */
export interface HomeAnswer {
  title: string
  /** Nothing is recorded yet. */
  isFirstTime: boolean
  /** Undefined when everything is done. */
  next?: NextAnswer
  phases: { id: number; title: string; days: DayTile[] }[]
  gates: GateProgress[]
  totals: Progress['totals']
  streak: number
  longestStreak: number
  /** The calendar as SVG; its squares have the classes `l0` to `l4`. */
  heatMap: Html
  due: { questions: number; exercises: number }
}

/** What the one button does. */
export type NextAnswer = {
  /** A sentence: "read on in day 2, The event loop". */
  says: string
} & (
  | { kind: 'read'; day: number; section?: string }
  | { kind: 'exercise'; day: number; exercise: string }
  | { kind: 'quiz' | 'bench'; day: number }
  | { kind: 'review' }
)

export interface DayTile {
  day: number
  title: string
  status: DayStatus
  /** Of the gate that the day is. */
  gate?: number
  minutes: number
  exercises: { done: number; total: number }
  topics: { done: number; total: number }
}

/** `GET /api/days/:day`; 423 for a day that a gate keeps closed, `POST /api/days/:day/open` opens it anyway and records that. */
export interface DayAnswer {
  day: number
  title: string
  outcome: string
  minutes: number
  status: DayStatus
  phase: string
  gate?: number
  /** `language`: of one that comes from a translation, as a BCP 47 tag. */
  sections: { anchor: string; title: string; html: Html; language?: string }[]
  /** `draws`: what it does comes as a picture, too. */
  demos: { name: string; about: string; source: Html; draws: boolean }[]
  exercises: ExerciseTile[]
  topics: TopicProgress[]
  /** Undefined where the day has none. */
  quiz?: { questions: number; right: number }
  /** `GET /api/days/:day/bench` tells of it. */
  hasBench: boolean
  /** Where the learner stopped; `READ_TO_THE_END` when they did not. */
  section?: string
  previous?: { day: number; title: string }
  following?: { day: number; title: string }
}

export interface ExerciseTile {
  ref: ExerciseRef
  id: string
  title: string
  minutes: number
  status: ExerciseStatus
  attempts: number
  /** Its checks have changed since it was passed. */
  earlierVersion?: true
}

/** `POST /api/days/:day/visited`: the section that is being read, for "read on". Answer: 204. */
export interface VisitedRequest {
  /** An anchor; `(end)` when the day was read to its end. */
  section: string
}

/**
 * `POST /api/days/:day/demos/:name`: runs it. The answer is a stream, a JSON object on each line, as the demo writes. Whoever
 * leaves (AbortController) ends the demo.
 */
export type DemoLine =
  | { stream: 'stdout' | 'stderr'; text: string }
  /** Of a demo that draws: the parts of a picture, then its steps. */
  | { picture: PictureLine }
  /** The last line. `code` 0: it ended well, which is recorded; 1 not; 130: it was ended. */
  | { end: true; code: number }
  | { refused: Refusal['error'] }

/** `GET /api/days/:day/bench` */
export interface BenchAnswer extends BenchAbout {
  /** What to type for it in a terminal. */
  command: string
  /** The last run that is recorded. */
  last?: { at: string; verdict: BenchJudgement['verdict']; headline: string }
}

/**
 * `POST /api/days/:day/bench`: runs it, one at a time and never beside a judge. The answer is a stream, a JSON object on each
 * line: news some times a second, then `done`, with which it is recorded, or `refused`. Whoever leaves (AbortController) ends
 * it, and nothing is recorded.
 */
export interface BenchRequest {
  /** Of load for each variant in each round, 0.1 to 60, in place of what the benchmark says. */
  seconds?: number
}
export type BenchLine =
  /** It begins when what is judged or measured now has ended. */
  | { type: 'waiting'; for: 'judge' | 'bench' }
  | BenchNews
  | { type: 'done'; report: BenchReport }
  | { type: 'refused'; error: Refusal['error'] }
export interface BenchReport extends BenchRun {
  machine: Machine
  /** The run before this one. Of what is in a record nobody knows but the ids. */
  previous?: { at: string; results: BenchResult[] }
}

/** `GET /api/exercises/:day/:id` */
export interface ExerciseAnswer {
  ref: ExerciseRef
  day: number
  dayTitle: string
  id: string
  title: string
  minutes: number
  status: ExerciseStatus
  attempts: number
  services: string[]
  /** What is asked for. */
  contract: Html
  /** Of a project. */
  project?: { requirements: Requirement[]; pass: number }
  /** Of the project of a gate. */
  gate?: GateCard
  files: ExerciseText[]
  /** Where the learner begins to write, 1-based; of the first file. */
  line?: number
  hints: HintsAnswer
  solution: { isOpen: boolean; wasSeen: boolean }
  lastAttempt?: { at: string; status: string; failing: string[]; checks: number }
  /** Of this run of the server: the last verdict, where there is one. */
  verdict?: VerdictEvent
  /** Sections of the day, by the anchors that checks name. */
  sections: { anchor: string; title: string }[]
  following?: { ref: ExerciseRef; title: string }
}

/** A file of the learner's, or why it cannot be shown. */
export interface ExerciseText {
  /** Relative to the day's folder: `map-limit.ts`, `production-chain/app.ts`. */
  path: string
  /** With `\n` alone; it is written back as it was. Undefined for what is no text or too large. */
  text?: string
  /** Changes with the content. */
  version: string
}

/**
 * `PUT /api/exercises/:day/:id/files`: saves one file, whole. 409 with `ConflictAnswer` when it is not any more what the
 * page had: nothing is written then. Text of 1 MB at most.
 */
export interface SaveRequest {
  path: string
  text: string
  /** Of the content that this text was made from; null for a file that the learner deleted elsewhere. */
  base: string | null
  /** False: this save is not judged (the next one may be). */
  judge: boolean
}
export interface SaveAnswer {
  version: string
}
export interface ConflictAnswer extends Refusal {
  /** What is there; null: the file is gone. To save nevertheless, send its version as `base`. */
  theirs: ExerciseText | null
}

/** `POST /api/exercises/:day/:id/check`: judges now. Answer: 202; what comes of it comes as events of `/api/live`. */

/** `POST /api/exercises/:day/:id/hint`: the next hint, recorded. Also what `ExerciseAnswer` has of those that were given. */
export interface HintsAnswer {
  given: Html[]
  of: number
}

/** `POST /api/exercises/:day/:id/reset`: the starter again; the learner's version is kept. The files come by `/api/live` as well. */
export interface ResetAnswer {
  status: 'reset' | 'restored' | 'untouched'
  /** Where the learner's version is now. */
  kept?: string
  files: ExerciseText[]
}

/** `POST /api/exercises/:day/:id/solution`: recorded as seen. Before the pass 409 unless `anyway`. */
export interface SolutionRequest {
  anyway: boolean
}
export interface SolutionAnswer {
  files: { path: string; text: string; html: Html }[]
  /** From the learner's files to these. Empty: they are the same. */
  differences: FileDiff[]
  /** What others got wrong here. */
  mistakes: { name: string; wrong: Html; why: Html; fails: string[]; code: Html }[]
}

/** `GET /api/quiz/:day` */
export interface QuizAnswer {
  day: number
  title: string
  questions: AskedAnswer[]
  /** Questions that cannot be asked, and why. */
  unasked: Refusal['error'][]
}

export interface AskedAnswer {
  day: number
  id: string
  kind: 'choice' | 'typed'
  prompt: Html
  /** A program whose output is asked for. */
  code?: Html
  /** Of a choice, in their order. Output of a program is in a `<pre>`. */
  options?: Html[]
  /** Anchor of the section that explains it. */
  read: string
  last: 'right' | 'wrong' | null
}

/** `POST /api/quiz/:day/:id`: an answer, recorded. */
export interface AnswerRequest {
  /** The number of an option from 1 on, or what was typed. */
  answer: string
}
export interface JudgedAnswer {
  correct: boolean
  /** The right answer. */
  right: Html
  because: Html
  /** What was answered, and why that is not so, where the course knows. */
  wrong?: Html
}

/** `GET /api/review`: what is due again. Questions are answered as those of a quiz. */
export interface ReviewAnswer {
  questions: (AskedAnswer & { dayTitle: string; dueAt: string })[]
  unasked: Refusal['error'][]
  /** `command` writes it again in the terminal. */
  exercises: (DueReview & { title: string; command: string })[]
}

/** A gate, and the scorecard of its project: the best attempt, no points where there was none. */
export interface GateCard extends GateProgress {
  project?: { ref: ExerciseRef; score: Score }
}

/** `GET /api/progress` */
export interface ProgressAnswer extends Pick<Progress, 'days' | 'streak' | 'longestStreak' | 'totals' | 'whole'> {
  gates: GateCard[]
  heatMap: Html
  /** Minutes recorded in all, days with work. */
  minutes: number
  activeDays: number
  roadmap: Roadmap
  /** Why there is no report yet. */
  noReport?: Refusal['error']
}

/** `GET /api/report?name=Ada`: the month as a document of its own, what `course report` writes; 409 before there is something. */

/** `GET /api/days/:day/share`: what there is to tell of a day; 409 before there is something. */
export interface ShareAnswer {
  /** What `course share` prints. */
  post: string
  /** What the picture says. */
  alt: string
  /** Whether the picture is there as PNG, too: its renderer is optional. */
  png: boolean
}

/** `GET /api/days/:day/share/:scheme.:kind`: the picture, `light` or `dark`, as `svg` or `png`. */

/** `GET /api/search?q=words` */
export interface SearchAnswer {
  found: {
    kind: 'day' | 'topic' | 'section' | 'exercise' | 'question' | 'note'
    day: number
    dayTitle: string
    title: string
    /** Of a section its anchor, of an exercise its id. */
    name: string
    /** The line with the words, cut into what was found and what stands between. */
    context: { text: string; isFound: boolean }[]
  }[]
  /** How many more there are. */
  more: number
  /** Whether each has all the words, or some. */
  has: 'all' | 'some'
  /** When nothing was found: words that are spelled like these. */
  near: string[]
}

/** `GET /api/trace`: programs to begin with: those of the learner's workbook, and the demos of the course that are one file. */
export interface SnippetsAnswer {
  snippets: { name: string; from: 'workbook' | 'demo'; day?: number; kind: SnippetKind; text: string }[]
}
export type SnippetKind = 'mjs' | 'cjs' | 'ts'

/** `POST /api/trace`: runs a program and tells what its loop did. Text of 64 kB at most. */
export interface TraceRequest {
  text: string
  kind: SnippetKind
  /** Up to 120; 10 unless said. */
  seconds?: number
}
export interface TraceAnswer {
  trace: Trace
  /** The whole as `course trace` prints it, without colours: the text alternative. */
  text: string
  /** What was left out, and what cannot be seen. */
  notes: string[]
  /** For each callback, in their order, what src/ui/trace/wording.ts says: `line 4`, `0.4 ms`, `took 12.0 ms`. */
  words: { place: string; at: string; took?: string; error?: string }[]
  /** How it ended, where that is not simply its end (`endText`, then `nodeSays`, a line each). */
  end: string[]
}

/**
 * `GET /api/live?exercise=2/map-limit`: server-sent events, one stream a tab (a browser has six connections for a server). Each
 * has its name as `event:` and JSON as `data:`. While a tab looks at an exercise it is watched: a save, here or in another
 * editor, is judged. EventSource connects again by itself when the server comes back.
 */
export interface LiveEvents {
  /** The first, after each connection. Another `server` than before: it was started again; ask for everything anew. */
  hello: { server: string }
  /** The record changed, by this page, another tab or a terminal. */
  record: Record<string, never>
  /** Something is amiss that a terminal would say on stderr, such as a record that cannot be written. Each once; a tab that comes later has all. */
  warning: { message: string }
  /** Of the exercise that is looked at: its files as they are now, after each connection and any change of them. */
  files: { files: ExerciseText[] }
  /** A judge has begun. `waiting`: it waits for another, or for a benchmark, to end. */
  judging: { ref: ExerciseRef; waiting: boolean; for?: 'judge' | 'bench' }
  /** A check has ended. The verdict may still say otherwise. */
  check: { ref: ExerciseRef } & Pick<CheckOutcome, 'title' | 'status'>
  verdict: VerdictEvent
  /** Given up without a verdict: it was saved again, or nobody looks at it any more. */
  stopped: { ref: ExerciseRef }
  /** There is nothing to judge, or it could not be judged. */
  trouble: { ref: ExerciseRef } & Refusal['error']
}

export interface VerdictEvent {
  ref: ExerciseRef
  at: string
  verdict: Verdict
  /** Whether the exercise is done by it: all checks, or as many points as its project needs. */
  isPassed: boolean
  /** The known wrong answer that fails in this way; not `sure`: often it is that. */
  mistake?: { wrong: Html; why: Html; sure: boolean }
}
