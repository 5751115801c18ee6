import { traceSnippet } from '../engine/trace/snippet.ts'
import type { Trace } from '../engine/trace/trace.ts'
import { toJson } from '../json.ts'
import { EXIT, Problem } from '../problem.ts'
import { lookOf } from '../ui/terminal/look.ts'
import { stepThrough } from '../ui/trace/stepper.ts'
import { renderTrace } from '../ui/trace/trace.ts'
import { isInteractive, type World } from '../world.ts'

interface Options {
  json?: boolean
  all?: boolean
  seconds?: string
}

const SECONDS = 10
const MOST_SECONDS = 120

/** `course trace <file>`: runs a snippet and draws what the loop did. 1 when the snippet failed or did not end by itself. */
export async function run([path = '']: string[], options: Options, world: World): Promise<number> {
  const ms = secondsOf(options.seconds) * 1000
  const { trace, source } = await traceSnippet(path, { ms, all: options.all === true }, world)
  const code = trace.end.how === 'finished' ? EXIT.ok : EXIT.notYet
  if (options.json) {
    world.stdout.write(toJson(trace))
    return code
  }
  if (trace.callbacks.length > 0 && isToStep(world)) return (await step(trace, source, world)) ?? code
  world.stdout.write(renderTrace(trace, lookOf(world)))
  return code
}

/** Without colours a terminal gets the text at once: somebody who asks for that wants to keep it. */
function isToStep(world: World): boolean {
  return isInteractive(world) && lookOf(world).chalk.level > 0
}

/** The text stays on the terminal when the screen is left. */
async function step(trace: Trace, source: string, world: World): Promise<number | undefined> {
  const { stdin: input, stdout: output, signal } = world
  const how = await stepThrough(trace, source, { input, output, look: () => lookOf(world), signal })
  if (how === 'interrupted') return EXIT.interrupted
  output.write(renderTrace(trace, lookOf(world)))
  return undefined
}

function secondsOf(text: string | undefined): number {
  const seconds = Number(text ?? SECONDS)
  if (seconds > 0 && seconds <= MOST_SECONDS) return seconds
  throw new Problem(`--seconds ${text} is no time to run.`, `Say a number up to ${MOST_SECONDS}: --seconds 30`, {
    code: 'usage',
  })
}
