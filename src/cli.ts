import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { type CommandModule, commands, loadHome } from './command-table.ts'
import { nearest } from './engine/course/nearest.ts'
import { EXIT, isProblem } from './problem.ts'
import { lookOf } from './ui/look.ts'
import type { GlobalFlags, World } from './world.ts'

/** Runs one command line and ends the process. */
export async function main(argv: string[], packageRoot: string): Promise<void> {
  const code = await runCommandLine(argv, packageRoot)
  await Promise.all([drained(process.stdout), drained(process.stderr)])
  process.exit(code)
}

async function runCommandLine(argv: string[], packageRoot: string): Promise<number> {
  outliveClosedPipes()
  const abort = abortOnInterrupt()
  let code: number = EXIT.ok
  const start = async (load: () => Promise<CommandModule>, args: string[], options: object, flags: GlobalFlags) => {
    const world = realWorld(packageRoot, flags, abort.signal)
    try {
      const command = await load()
      code = await command.run(args, { ...options }, world)
    } catch (error) {
      code = report(error, world)
    }
    if (abort.signal.aborted) code = EXIT.interrupted
  }
  try {
    await buildProgram(packageRoot, start).parseAsync(argv)
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? EXIT.ok : EXIT.couldNotRun
  }
  return code
}

const HOW = 'Add --help to see how it is used.'

type Start = (load: () => Promise<CommandModule>, args: string[], options: object, flags: GlobalFlags) => Promise<void>

function buildProgram(packageRoot: string, start: Start): Command {
  const program = new Command('course')
    .description('Learn backend work with Node.js, a day at a time.')
    .option('--workbook <dir>', 'the folder with your exercises and progress')
    .option('--course <dir>', 'a course other than the built-in one')
    .option('--no-color', 'plain text (NO_COLOR works too)')
    .version(versionOf(packageRoot), '-V, --version')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .usage('[options] [command]')
    .argument('[command]')
    .showHelpAfterError(HOW)
    .allowExcessArguments()
    .action((name?: string) => {
      if (name !== undefined) return program.error(unknownCommand(name), { exitCode: EXIT.couldNotRun })
      return start(loadHome, [], {}, program.opts<GlobalFlags>())
    })
  program.addHelpText('after', '\nStart with:\n  $ course day 1\n  $ course watch\n  $ course progress')
  for (const row of commands) {
    const command = program
      .command(row.usage)
      .summary(row.summary)
      .description(sentence(row.summary))
      .exitOverride()
      .showHelpAfterError(HOW)
    for (const [flags, description] of row.flags ?? []) command.option(flags, description)
    for (const [flags, description] of row.lists ?? []) command.option(flags, description, collect, [] as string[])
    command.addHelpText('after', `\nExamples:\n${row.examples.map((example) => `  $ ${example}`).join('\n')}`)
    command.action(() => start(row.load, command.args, command.opts(), program.opts<GlobalFlags>()))
  }
  return program
}

function unknownCommand(name: string): string {
  const names = commands.map(({ usage }) => usage.split(' ')[0] ?? '')
  const likely = nearest(name, names)
  const hint = likely.length > 0 ? `Did you mean ${likely.map((each) => `course ${each}`).join(' or ')}?` : ''
  return `There is no command "${name}".\n${hint || 'course --help shows them all.'}`
}

function collect(value: string, before: string[]): string[] {
  return [...before, value]
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

function versionOf(packageRoot: string): string {
  const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }
  return version
}

function realWorld(packageRoot: string, flags: GlobalFlags, signal: AbortSignal): World {
  return {
    cwd: process.cwd(),
    env: process.env,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    now: () => new Date(),
    random: Math.random,
    signal,
    packageRoot,
    flags,
  }
}

/** Tells "yours to mend" from "our bug". Gives the exit code. */
function report(error: unknown, world: World): number {
  const { chalk } = lookOf({ ...world, stdout: world.stderr })
  if (isInterrupt(error)) return EXIT.interrupted
  if (isProblem(error)) {
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
function outliveClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error
    })
  }
}

function drained(stream: NodeJS.WriteStream): Promise<void> {
  if (stream.destroyed || stream.writableLength === 0) return Promise.resolve()
  return new Promise((resolve) => {
    stream.write('', () => resolve())
  })
}
