/** Exit codes of the command line (README, "Exit codes"). */
export const EXIT = { ok: 0, notYet: 1, couldNotRun: 2, interrupted: 130 } as const

/**
 * What kind of thing went wrong, for scripts (docs/json.md). `bug`: of ours. `not-yet`: it can be had later, or with
 * another flag. `could-not-run`: everything that has no name of its own.
 */
export type ProblemCode = 'usage' | 'not-found' | 'not-yet' | 'could-not-run' | 'interrupted' | 'bug'

/**
 * Something the user can mend. `hint` says what to do next; every one has it.
 * Whatever else is thrown is a bug of ours and prints its stack.
 */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly hint: string
  readonly exitCode: number
  readonly code: ProblemCode

  constructor(message: string, hint: string, options: { exitCode?: number; code?: ProblemCode; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.hint = hint
    this.exitCode = options.exitCode ?? EXIT.couldNotRun
    this.code = options.code ?? (this.exitCode === EXIT.notYet ? 'not-yet' : 'could-not-run')
  }
}

/** By name and not by class: each command is a bundle of its own, with its own copy of the class. */
export function isProblem(error: unknown): error is Problem {
  return error instanceof Error && error.name === 'Problem' && 'hint' in error
}
