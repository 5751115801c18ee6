import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { basename, delimiter, dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { commandName, packOf } from './pack.ts'
import { shellWord } from './shell-word.ts'

/** How a command line was started. */
export interface Started {
  /** The file that Node.js runs: `process.argv[1]`. */
  script: string
  /** What follows it. */
  args: string[]
  env: Record<string, string | undefined>
  cwd: string
  isWindows: boolean
}

let told: { form: string; flags: NamingFlag[] } | undefined

/**
 * A command in the form that the learner used: `toType('day 1')` is `npx course day 1` after `npx course`.
 * The flags that name a workbook, a course or a language come with it, so that the command is about the same ones, unless
 * it names another itself.
 */
export function toType(command: string): string {
  const { form, flags } = tell()
  // `init` names its folder itself.
  if (command.startsWith('init ')) return `${form} ${command}`
  const names = new Set(command.match(/(?<= )--[a-z]+(?=[ =]|$)/g))
  const others = flags.filter(({ flag }) => !names.has(flag))
  return [form, ...others.map(({ words }) => words), command].join(' ')
}

/** The same once the learner has gone to another folder, their workbook. */
export function toTypeIn(folder: string, command: string): string {
  return `${formOf({ ...startedAs(), cwd: folder })} ${command}`
}

/** `course`, `npx course`, `node bin/course.cjs`: what the learner typed before the command. */
export function programName(): string {
  return tell().form
}

/** The words that start the program from any folder, for others that start it. */
export function wordsToStart(): string[] {
  const command = commandName()
  return tell().form === command ? [command] : ['node', realOf(startedAs().script) ?? startedAs().script]
}

function tell() {
  told ??= { form: formOf(startedAs()), flags: flagsOf(startedAs()) }
  return told
}

function startedAs(): Started {
  return {
    script: process.argv[1] ?? '',
    args: process.argv.slice(2),
    env: process.env,
    cwd: process.cwd(),
    isWindows: process.platform === 'win32',
  }
}

/** Whether it is the first word of one of these commands. */
export function isOwnCommand(name: string): boolean {
  return COMMANDS.includes(name)
}

/** Commands as prose and tables write them, in the form that the learner used; other text stays as it is. */
export function asTyped(text: string, type = toType): string {
  return text.replace(COMMAND, (_, command: string) => type(command))
}

/** The same for the commands between backticks in a text. */
export function asTypedInText(text: string, type = toType): string {
  return text.replace(/`(course [^`]+)`/g, (_, command: string) => `\`${asTyped(command, type)}\``)
}

const COMMANDS = [
  'day',
  'next',
  'check',
  'watch',
  'hint',
  'solution',
  'reset',
  'demo',
  'trace',
  'quiz',
  'review',
  'bench',
  'progress',
  'list',
  'open',
  'init',
  'doctor',
  'author',
  'certificate',
  'report',
  'share',
  'pace',
  'completion',
  'export',
  'import',
  'undo',
  'search',
  'note',
  'mcp',
  'web',
  'grade',
]

const COMMAND = new RegExp(`^course (?=(?:${COMMANDS.join('|')})\\b)(.*)`, 'gm')

/** The words that started the program. */
export function formOf(how: Started): string {
  const name = basename(how.script)
  const command = commandName(how.env)
  const isScript = name === `${command}.cjs`
  // A test, or a process of ours that judges: nobody typed its name.
  if (name !== command && !isScript) return command
  if (isFromNpm(how, command)) return npxForm(how, command)
  if (isOnPath(how, command)) return command
  const path = shellWord(nearPath(how), how.isWindows)
  return isScript ? `node ${path}` : path
}

/** `npx course`, and `npm run check` where that script is `course check`. On Windows npm's launcher names the real file. */
function isFromNpm({ script, env, isWindows }: Started, command: string): boolean {
  if (isWindows && basename(script) !== command) {
    return (env['npm_lifecycle_script'] ?? '').replace(/^["']/, '').startsWith(command)
  }
  return env['npm_command'] !== undefined && basename(dirname(script)) === '.bin'
}

function npxForm({ script, env, cwd, isWindows }: Started, command: string): string {
  const prefix = env['npm_config_local_prefix']
  if (prefix !== undefined && leavesFolder(relative(prefix, env['INIT_CWD'] ?? cwd))) {
    return `npx --prefix ${shellWord(prefix, isWindows)} ${command}`
  }
  // In the folder of the package itself npx has nothing to fetch.
  const pack = packOf(env)
  const isAtHome = pack ? env['npm_package_name'] === pack.name : env['npm_package_bin_course'] !== undefined
  const asked = isAtHome ? undefined : askedOfNpx(script)
  return asked === undefined ? `npx ${command}` : `npx ${shellWord(asked, isWindows)}`
}

/** The package that npx fetched for this one call, as the learner named it: a folder, an address. */
function askedOfNpx(script: string): string | undefined {
  const folder = dirname(dirname(dirname(script)))
  if (basename(dirname(folder)) !== '_npx') return undefined
  try {
    const { _npx } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const [first] = _npx?.packages ?? []
    return typeof first === 'string' ? first : undefined
  } catch {
    return undefined
  }
}

function isOnPath({ script, env, isWindows }: Started, command: string): boolean {
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(delimiter).filter(isAbsolute)
  if (isWindows) return folders.some((folder) => existsSync(join(folder, `${command}.cmd`)))
  // `node bin/course.cjs` is no `course`, also where that is linked.
  if (basename(script) !== command) return false
  const real = realOf(script)
  return folders.some((folder) => real !== undefined && realOf(join(folder, command)) === real)
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}

function nearPath({ script, cwd }: Started): string {
  const near = relative(cwd, script)
  if (near.length >= script.length || isAbsolute(near)) return resolve(cwd, script)
  return near.includes('/') || near.includes('\\') ? near : `./${near}`
}

function leavesFolder(path: string): boolean {
  return path.startsWith('..') || isAbsolute(path)
}

interface NamingFlag {
  flag: string
  /** With its value, as it is typed. */
  words: string
}

function flagsOf({ args, isWindows }: Started): NamingFlag[] {
  const flags: NamingFlag[] = []
  for (const [index, arg] of args.entries()) {
    if (arg === '--') break
    const [, flag, value = args[index + 1]] = /^(--(?:workbook|course|lang))(?:=([\s\S]*))?$/.exec(arg) ?? []
    if (flag !== undefined && value !== undefined) flags.push({ flag, words: `${flag} ${shellWord(value, isWindows)}` })
  }
  return flags
}
