/**
 * What the fenced process tells its parent over a pipe of its own. Each line carries a token that the learner's code
 * cannot read, so a line that it writes itself is not believed.
 */
export type Seal =
  | { type: 'loading' }
  | { type: 'started'; title: string }
  | { type: 'passed'; title: string; ms: number }
  /** `late`: one of its limits of time had run out. */
  | { type: 'failed'; title: string; ms: number; failure: Failure; late?: RunOut }
  | { type: 'unsettled'; title: string; ms: number; afterMs: number; failure?: Failure }
  | {
      type: 'app-ended'
      title?: string
      beforeListening: boolean
      message: string
      stack?: string
      /** The end of what it had printed. */
      output?: string
      outOfMemory: boolean
    }
  | { type: 'not-ready'; afterMs: number; message: string; output: string }
  | { type: 'unhandled'; failure: Failure }
  | { type: 'tampered'; message: string }
  | { type: 'ended' }
  /** By a server of the learner's, which has a process of its own. `breaks`: how many lines end in it, also where it was cut. */
  | { type: 'printed'; text: string; breaks: number }
  /** The process is as it was before, and may serve once more. */
  | { type: 'clean' }
  /** A process of the learner's that the parent watches as well. */
  | { type: 'started-process'; pid: number }
  /** The last of all: what the runner saw. */
  | { type: 'report'; report: RunReport }

/** What the runner saw of a check file; a verdict needs it to agree with the other seals. */
export interface RunReport {
  /** Titles and how they ended. */
  states: [title: string, state: 'passed' | 'failed' | 'skipped' | 'pending'][]
  /** Errors of the file itself: it did not load, or what it opened did not close. */
  loadErrors: { name: string; message: string; stack?: string }[]
}

export interface Failure {
  /** `AssertionError` when a check's expectation did not hold. */
  name: string
  message: string
  given?: string
  expected?: string
  received?: string
  /** The last that was asked, where nothing else says what it was about. */
  request?: string
  /** The error that an answer of the learner's server showed. */
  cause?: string
  stack?: string
}

const { create, keys, setPrototypeOf } = Object
const { isArray } = Array
const { stringify } = JSON

/** Token, space, JSON, newline. Nothing that the judged code adds to a prototype has a say in it. */
export function formatSeal(token: string, seal: Seal): string {
  return `${token} ${stringify(bare(seal))}\n`
}

/** The same without prototypes. */
function bare(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const copy = isArray(value) ? setPrototypeOf([], null) : create(null)
  const names = keys(value)
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index] as string
    copy[name] = bare((value as Record<string, unknown>)[name])
  }
  return copy
}

export function parseSeal(token: string, line: string): Seal | undefined {
  if (!line.startsWith(`${token} `)) return undefined
  return JSON.parse(line.slice(token.length + 1)) as Seal
}

/** How a limit of time ran out. `cut-short`: on a machine so busy that it was worth much less than it says. */
export type RunOut = 'whole' | 'cut-short'
