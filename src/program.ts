import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Command, CommanderError } from 'commander'
import { type CommandModule, commands, globalFlags, loadHome } from './command-table.ts'
import { nearest } from './engine/course/nearest.ts'
import { openWorkbook } from './engine/workbook/workbook.ts'
import { usageJson } from './json.ts'
import { packOf } from './pack.ts'
import { EXIT } from './problem.ts'
import { asTyped, programName, toType, wordsToStart } from './to-type.ts'
import { howToRegister } from './ui/setup/tutor.ts'
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
  const words = argv.slice(2)
  const json = words.includes('--json')
  const program = buildProgram(words, packageRoot, async (...call) => {
    code = await start(...call)
    return code
  })
  try {
    await program.parseAsync(argv)
    return code
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return EXIT.ok
    if (json) {
      const known = program.commands.some((command) => words.includes(command.name()))
      const text = known || words[0]?.startsWith('-') ? error.message : unknownCommand(words[0] ?? '')
      const [message = '', ...hint] = text.replace(/^error: /, '').split('\n')
      process.stdout.write(usageJson(message, hint.join('\n') || HOW))
    }
    return EXIT.couldNotRun
  }
}

function buildProgram(words: string[], packageRoot: string, start: Start): Command {
  const program = new Command(programName())
    .description(packOf(process.env)?.description ?? 'Learn backend work with Node.js, a day at a time.')
    .version(versionOf(packageRoot), '-V, --version')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .configureOutput(words.includes('--json') ? { writeErr: () => undefined } : {})
    .usage('[options] [command]')
    .argument('[command]')
    .showHelpAfterError(HOW)
    .allowExcessArguments()
    .action(async (name?: string) => {
      if (name !== undefined) program.error(unknownCommand(name), { exitCode: EXIT.couldNotRun })
      await start(loadHome, [], {}, program.opts<GlobalFlags>())
    })
  for (const [flags, description] of globalFlags) program.option(flags, description)
  program.addHelpText('after', `\nStart with:\n${examplesOf(['course day 1', 'course watch', 'course progress'])}`)
  for (const row of commands) {
    const name = row.usage.split(' ')[0] ?? ''
    const command = program.command(row.usage).summary(row.summary).description(sentence(row.summary))
    command.exitOverride().showHelpAfterError(HOW).allowExcessArguments(false)
    // The rest of the table is only listed by name.
    if (!words.includes(name)) continue
    for (const [flags, description] of row.flags ?? []) command.option(flags, description)
    for (const [flags, description] of row.lists ?? []) command.option(flags, description, collect)
    command.addHelpText('after', `\nExamples:\n${examplesOf(row.examples)}`)
    if (name === 'mcp') command.addHelpText('after', () => `\n${registering(packageRoot, program.opts<GlobalFlags>())}`)
    command.action(async () => {
      await start(row.load, command.args, command.opts(), program.opts<GlobalFlags>())
    })
  }
  program
    .command('help [command]')
    .summary('how a command is used')
    .exitOverride()
    .action((name?: string) => {
      const command = name === undefined ? program : program.commands.find((each) => each.name() === name)
      if (command) return command.outputHelp()
      program.error(unknownCommand(name ?? ''), { exitCode: EXIT.couldNotRun })
    })
  return program
}

function registering(packageRoot: string, flags: GlobalFlags): string {
  const { env } = process
  const cwd = process.cwd()
  const course = flags.course ?? (env['COURSE_COURSE'] || undefined)
  const language = flags.lang ?? (env['COURSE_LANG'] || undefined)
  const { root } = openWorkbook({ cwd, env, flags, packageRoot })
  return howToRegister(wordsToStart(), { workbook: root, course: course && resolve(cwd, course), language })
}

function unknownCommand(name: string): string {
  const names = commands.map(({ usage }) => usage.split(' ')[0] ?? '')
  const likely = nearest(name, names)
  const hint = likely.length > 0 ? `Did you mean ${likely.map(toType).join(' or ')}?` : ''
  return `There is no command "${name}".\n${hint || `${toType('--help')} shows them all.`}`
}

function examplesOf(commands: string[]): string {
  return commands.map((command) => `  $ ${asTyped(command)}`).join('\n')
}

function collect(value: string, before: string[] = []): string[] {
  return [...before, value]
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

function versionOf(packageRoot: string): string {
  const { name, version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'))
  const pack = packOf(process.env)
  return pack ? `${pack.version} (${name} ${version})` : version
}
