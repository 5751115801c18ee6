/** What a snippet did, callback by callback. `course trace --json` prints it, with a version: docs/trace.md. */
export interface Trace {
  /** Absolute path of the snippet. */
  file: string
  /** The Node.js that ran it: `v24.1.0`. */
  node: string
  end: TraceEnd
  /** In the order in which they are drawn. */
  lanes: Lane[]
  /** In the order in which Node called them. */
  callbacks: Callback[]
  /** Callbacks of Node's own, in which no code of the learner's was seen; `all` asks for them as well. */
  leftOut: number
  /** What the process wrote, the unseen included. */
  output: { stdout: string; stderr: string }
  /** What this way of recording cannot see. */
  unseen: string[]
}

export interface Lane {
  /** `stack`, `ticks`, `microtasks`, `timers-200`, `immediates`, `poll`, `closing`, `unknown` */
  id: string
  title: string
}

export interface Callback {
  /** From 1 on. */
  number: number
  /** A lane's id. */
  lane: string
  /** As `node:async_hooks` names it, or `main` for the script, `outside` for what Node calls from no queue, such as `exit`. */
  type: string
  /** What `node:async_hooks` knows it by; a timer that repeats keeps it. */
  asyncId?: number
  /** The line that asked for it: that of the `setTimeout`, the `then`, the `await`. 1 for the script. */
  line?: number
  /** The text of that line. */
  source?: string
  /** Where the line is in another file than the snippet. */
  file?: string
  /** Milliseconds since the script began: a CommonJS one with its loading, an ES module without. */
  startMs: number
  endMs: number
  /** It still ran when the snippet was ended; `endMs` is then the last that was heard of it. */
  isUnfinished?: true
  /** When it was asked for. */
  queuedMs?: number
  /** How many turns the loop had made since the script, where this Node counts them. */
  turn?: number
  printed: Printed[]
  /** An error that it threw and nobody caught. */
  error?: SnippetError
  /** False for what Node did on the way: no line of the snippet asked for it itself, though it led there. */
  isDirect: boolean
}

export interface Printed {
  stream: 'stdout' | 'stderr'
  text: string
  line?: number
}

export interface SnippetError {
  message: string
  line?: number
  file?: string
  source?: string
}

/** How it ended. `output`: it printed too much; `memory`: it took too much; `events`: too many callbacks. */
export type TraceEnd =
  | { how: 'finished' }
  | { how: 'exited'; code: number }
  | { how: 'signal'; signal: string }
  /** `text` is what Node says of it. */
  | { how: 'failed'; code: number; text: string; error?: SnippetError }
  /** `afterMs` is how long it ran, which is longer than the limit on a busy machine. */
  | { how: 'time'; afterMs: number; limitMs: number }
  | { how: 'events'; most: number }
  | { how: 'output'; mostBytes: number }
  | { how: 'memory'; mostMb: number }
