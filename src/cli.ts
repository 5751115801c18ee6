import { type CommandModule, commands, globalFlags, loadHome } from './command-table.ts'
import { EXIT } from './problem.ts'
import { askLocalDirectly } from './processes/environment.ts'
import type { GlobalFlags, World } from './world.ts'

/** Runs one command line and ends the process. */
export async function main(argv: string[], packageRoot: string, waiting?: World['waiting']): Promise<void> {
  outliveClosedPipe(process.stdout)
  askLocalDirectly(process.env)
  process.once('exit', onEarlyEnd)
  const { signal } = abortOnInterrupt()
  const start = (load: () => Promise<CommandModule>, args: string[], options: object, flags: GlobalFlags) =>
    runCommand(load, args, options, realWorld({ packageRoot, flags, signal, waiting }))

  const plain = plainCall(argv.slice(2))
  const code = plain
    ? await start(plain.load, plain.args, {}, { color: true })
    : await (await import('./program.ts')).runProgram(argv, packageRoot, start)
  await drained(process.stdout)
  process.off('exit', onEarlyEnd)
  process.exit(signal.aborted ? EXIT.interrupted : code)
}

/** Node ends a process that has nothing left to wait for, with 0 and without a word, whatever it has not done yet. */
function onEarlyEnd(code: number): void {
  if (code !== 0) return
  process.exitCode = EXIT.couldNotRun
  process.stderr.write('course ended before it was done. This is a bug in course: please report what you typed.\n')
}

/**
 * `course progress`, `course check 2/retry`: a command and its arguments, no flags. Most calls are like that, and do
 * without the parser of command lines, which takes as long to load as all the rest.
 */
function plainCall(words: string[]): { load: () => Promise<CommandModule>; args: string[] } | undefined {
  const [name, ...args] = words
  // What a shell hands over is no command line of ours, whatever it looks like.
  if (name === '__complete') {
    const line = { commands, flags: globalFlags }
    return { load: async () => (await import('./commands/complete.ts')).completing(line), args }
  }
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
    if (world.flags.lang !== undefined) await (await import('./commands/parts/note-language.ts')).noteLanguage(world)
    return await command.run(args, { ...options }, world)
  } catch (error) {
    const { report } = await import('./report.ts')
    return report(error, world, 'json' in options && options.json === true)
  }
}

function realWorld(given: Pick<World, 'packageRoot' | 'flags' | 'signal' | 'waiting'>): World {
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
    ...given,
  }
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
