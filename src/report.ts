import { errorJson } from './json.ts'
import { EXIT, isProblem } from './problem.ts'
import { lookOf } from './ui/terminal/look.ts'
import type { World } from './world.ts'

const INTERRUPTED = { code: 'interrupted', message: 'Interrupted.', hint: 'Run it again.' } as const

/**
 * Says what went wrong: on stderr, or with `--json` on stdout. Tells "yours to mend" from "our bug".
 * Gives the exit code.
 */
export function report(error: unknown, world: World, json: boolean): number {
  if (isInterrupt(error)) {
    // At a prompt the learner knows why it is gone.
    if (json) world.stdout.write(errorJson(INTERRUPTED))
    return EXIT.interrupted
  }
  if (isProblem(error)) {
    if (json) world.stdout.write(errorJson(error))
    else {
      const { chalk } = lookOf({ ...world, stdout: world.stderr })
      world.stderr.write(`${chalk.red(error.message)}\n${error.hint}\n`)
    }
    return error.exitCode
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  world.stderr.write(`${stack}\n\nThis is a bug in course. Please report it with the lines above and what you typed.\n`)
  const hint = 'This is a bug in course. Please report it with the lines on stderr and what you typed.'
  if (json) world.stdout.write(errorJson({ code: 'bug', message: stack.split('\n')[0] ?? '', hint }))
  return EXIT.couldNotRun
}

/** A prompt that Ctrl-C closed, or work that stopped because of it. */
function isInterrupt(error: unknown): boolean {
  return error instanceof Error && (error.name === 'ExitPromptError' || error.name === 'AbortError')
}
