/**
 * What the fenced process tells its parent over a pipe of its own. Each line carries a token that the learner's code
 * cannot read, so a line that it writes itself is not believed.
 */
export type Seal =
  | { type: 'loading' }
  | { type: 'started'; title: string }
  | { type: 'passed'; title: string; ms: number }
  | { type: 'failed'; title: string; ms: number; failure: Failure }
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
  /** The last of all: the process is as it was before, and may serve once more. */
  | { type: 'clean' }

export interface Failure {
  /** `AssertionError` when a check's expectation did not hold. */
  name: string
  message: string
  given?: string
  expected?: string
  received?: string
  stack?: string
}

/** Token, space, JSON, newline. */
export function formatSeal(token: string, seal: Seal): string {
  return `${token} ${JSON.stringify(seal)}\n`
}

export function parseSeal(token: string, line: string): Seal | undefined {
  if (!line.startsWith(`${token} `)) return undefined
  return JSON.parse(line.slice(token.length + 1)) as Seal
}
