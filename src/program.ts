import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { type CommandModule, commands, loadHome } from './command-table.ts'
import { nearest } from './engine/course/nearest.ts'
import { EXIT } from './problem.ts'
import type { GlobalFlags } from './world.ts'

/** Runs a command once the command line is understood. */
export type Start = (
  load: () => Promise<CommandModule>,
  args: string[],
  options: object,
  flags: GlobalFlags,
) => Promise<number>

const HOW = 'Add --help to see how it is used.'

/** Understands the command line with commander: flags, help, and what is wrong with it. Gives the exit code. */
export async function runProgram(argv: string[], packageRoot: string, start: Start): Promise<number> {
  let code: number = EXIT.ok
  const program = buildProgram(argv.slice(2), packageRoot, async (...call) => {
    code = await start(...call)
    return code
  })
  try {
    await program.parseAsync(argv)
    return code
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? EXIT.ok : EXIT.couldNotRun
  }
}

function buildProgram(words: string[], packageRoot: string, start: Start): Command {
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
    .action(async (name?: string) => {
      if (name !== undefined) program.error(unknownCommand(name), { exitCode: EXIT.couldNotRun })
      await start(loadHome, [], {}, program.opts<GlobalFlags>())
    })
  program.addHelpText('after', '\nStart with:\n  $ course day 1\n  $ course watch\n  $ course progress')
  for (const row of commands) {
    const name = row.usage.split(' ')[0] ?? ''
    const command = program.command(row.usage).summary(row.summary).description(sentence(row.summary))
    command.exitOverride().showHelpAfterError(HOW)
    // The rest of the table is only listed by name.
    if (!words.includes(name)) continue
    for (const [flags, description] of row.flags ?? []) command.option(flags, description)
    for (const [flags, description] of row.lists ?? []) command.option(flags, description, collect, [] as string[])
    command.addHelpText('after', `\nExamples:\n${row.examples.map((example) => `  $ ${example}`).join('\n')}`)
    command.action(async () => {
      await start(row.load, command.args, command.opts(), program.opts<GlobalFlags>())
    })
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
