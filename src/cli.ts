import { type CommandModule, commands, loadHome } from './command-table.ts'
import { EXIT, isProblem } from './problem.ts'
import type { GlobalFlags, World } from './world.ts'

/** Runs one command line and ends the process. */
export async function main(argv: string[], packageRoot: string): Promise<void> {
  outliveClosedPipe(process.stdout)
  const { signal } = abortOnInterrupt()
  const start = (load: () => Promise<CommandModule>, args: string[], options: object, flags: GlobalFlags) =>
    runCommand(load, args, options, realWorld(packageRoot, flags, signal))

  const plain = plainCall(argv.slice(2))
  const code = plain
    ? await start(plain.load, plain.args, {}, { color: true })
    : await (await import('./program.ts')).runProgram(argv, packageRoot, start)
  await drained(process.stdout)
  process.exit(signal.aborted ? EXIT.interrupted : code)
}

/**
 * `course progress`, `course check 2/retry`: a command and its arguments, no flags. Most calls are like that, and do
 * without the parser of command lines, which takes as long to load as all the rest.
 */
function plainCall(words: string[]): { load: () => Promise<CommandModule>; args: string[] } | undefined {
  const [name, ...args] = words
  if (words.some((word) => word.startsWith('-'))) return undefined
  if (name === undefined) return { load: loadHome, args: [] }
  const row = commands.find(({ usage }) => usage.split(' ')[0] === name)
  const wanted = row?.usage.split(' ').slice(1) ?? []
  const needed = wanted.filter((argument) => argument.startsWith('<')).length
  const fits = args.length >= needed && args.length <= wanted.length && !wanted.some((each) => each.includes('...'))
  return row && fits ? { load: row.load, args } : undefined
}

async function runCommand(
  load: () => Promise<CommandModule>,
  args: string[],
  options: object,
  world: World,
): Promise<number> {
  try {
    const command = await load()
    return await command.run(args, { ...options }, world)
  } catch (error) {
    return await report(error, world)
  }
}

function realWorld(packageRoot: string, flags: GlobalFlags, signal: AbortSignal): World {
  return {
    cwd: process.cwd(),
    env: process.env,
    // Node sets these up when they are first touched.
    get stdin() {
      return process.stdin
    },
    get stderr() {
      outliveClosedPipe(process.stderr)
      return process.stderr
    },
    stdout: process.stdout,
    now: () => new Date(),
    random: Math.random,
    signal,
    packageRoot,
    flags,
  }
}

/** Tells "yours to mend" from "our bug". Gives the exit code. */
async function report(error: unknown, world: World): Promise<number> {
  if (isInterrupt(error)) return EXIT.interrupted
  if (isProblem(error)) {
    const { lookOf } = await import('./ui/look.ts')
    const { chalk } = lookOf({ ...world, stdout: world.stderr })
    world.stderr.write(`${chalk.red(error.message)}\n${error.hint}\n`)
    return error.exitCode
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  world.stderr.write(`${stack}\n\nThis is a bug in course. Please report it with the lines above and what you typed.\n`)
  return EXIT.couldNotRun
}

/** A prompt that Ctrl-C closed, or work that stopped because of it. */
function isInterrupt(error: unknown): boolean {
  return error instanceof Error && (error.name === 'ExitPromptError' || error.name === 'AbortError')
}

/** The first Ctrl-C asks the work to stop, the second does not ask. */
function abortOnInterrupt(): AbortController {
  const controller = new AbortController()
  const stop = () => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted)
    controller.abort()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  process.on('SIGHUP', stop)
  return controller
}

/** `course … | head` closes the pipe early. The work goes on, so that what was proved is recorded. */
function outliveClosedPipe(stream: NodeJS.WriteStream): void {
  if (stream.listenerCount('error') > 0) return
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error
  })
}

function drained(stream: NodeJS.WriteStream): Promise<void> {
  if (stream.destroyed || stream.writableLength === 0) return Promise.resolve()
  return new Promise((resolve) => {
    stream.write('', () => resolve())
  })
}
