/** Exit codes of the command line (README, "Exit codes"). */
export const EXIT = { ok: 0, notYet: 1, couldNotRun: 2, interrupted: 130 } as const

/**
 * Something the user can mend. `hint` says what to do next; every one has it.
 * Whatever else is thrown is a bug of ours and prints its stack.
 */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly hint: string
  readonly exitCode: number

  constructor(message: string, hint: string, options: { exitCode?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.hint = hint
    this.exitCode = options.exitCode ?? EXIT.couldNotRun
  }
}

/** By name and not by class: each command is a bundle of its own, with its own copy of the class. */
export function isProblem(error: unknown): error is Problem {
  return error instanceof Error && error.name === 'Problem' && 'hint' in error
}
