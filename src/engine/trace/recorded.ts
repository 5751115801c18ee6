/** What the recorder in the snippet's process writes, a JSON line each, as it happens. Times are milliseconds since it was loaded. */

/** A line of the learner's. */
export interface Place {
  file: string
  line: number
}

/** What Node is about to call, and who asked for it. */
interface Before {
  e: 'before'
  at: number
  /** The number that `node:async_hooks` gives it. A timer that repeats has it every time. */
  id: number
  /** As `node:async_hooks` names it: `Timeout`, `PROMISE`, `FSREQCALLBACK`. */
  type: string
  place?: Place
  /** Whether the learner's code asked for it itself, and not a part of Node on the way. */
  asked: Asked
  /** Of a timer: its delay, as Node took it. */
  delay?: number
  /** It is the close callback of a handle. */
  closes?: true
  scheduledAt?: number
  /** Which turn of the loop, where this Node counts them. */
  round?: number
}

/**
 * `snippet`: by a line of the learner's. `through`: by Node in a call of theirs, `later`: by what that led to, `console`: by
 * printing, `node`: by Node alone.
 */
export type Asked = 'snippet' | 'through' | 'later' | 'console' | 'node'

export type Recorded =
  | { e: 'start'; node: string }
  | Before
  | { e: 'after'; at: number; id: number }
  /** Code of the learner's is on the stack; once for each callback. */
  | { e: 'seen'; at: number; place: Place }
  | { e: 'print'; at: number; stream: 'stdout' | 'stderr'; text: string; place?: Place }
  | { e: 'error'; at: number; origin: string; message: string; place?: Place }
  /** The loop has nothing left to do, or the process ends. */
  | { e: 'exit'; at: number }
  /** There was so much of these that the recorder has ended the process. */
  | { e: 'flood'; at: number; of: 'events' | 'output' }

/** Events after which a snippet is ended: more than anybody will look at. */
export const MOST_EVENTS = 20_000
/** Of what a snippet prints, in characters of text. */
export const MOST_OUTPUT = 256 * 1024
/** In the environment of the snippet's process: the file that events are written to. */
export const RECORD_VARIABLE = 'COURSE_TRACE_RECORD'
