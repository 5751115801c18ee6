/** What a container of an image runs, and as what. */
import { posix } from 'node:path'
import { readCommands } from './shell.ts'
import type { Stage } from './stage.ts'

/** Programs that start another one and pass signals on, with the options that take a value. */
const INITS: Record<string, RegExp> = {
  tini: /^-[peg]$/,
  'tini-static': /^-[peg]$/,
  'dumb-init': /^(?:-r|--rewrite)$/,
  catatonit: /^$/,
}
const SHELL = /^(?:sh|bash|ash|dash)$/
const NODE_VALUE = /^(?:-r|--require|--import|--env-file|-C|--conditions)$/

export interface Start {
  /** ENTRYPOINT and CMD put together. */
  argv: string[]
  /** What is wrong with it; undefined where node gets the signals itself. */
  wrong: string | undefined
  /** The file that node runs, absolute. */
  script: string | undefined
}

export function startOf(stage: Stage): Start {
  const argv = argvOf(stage)
  return { argv, ...follow(argv, stage) }
}

/** https://docs.docker.com/reference/dockerfile/#understand-how-cmd-and-entrypoint-interact */
function argvOf({ entrypoint, cmd }: Stage): string[] {
  if (typeof entrypoint === 'string') return ['/bin/sh', '-c', entrypoint]
  const command = typeof cmd === 'string' ? ['/bin/sh', '-c', cmd] : (cmd ?? [])
  return [...(entrypoint ?? []), ...command]
}

function follow(argv: string[], stage: Stage): Omit<Start, 'argv'> {
  const [program, ...args] = argv
  const wrong = (why: string) => ({ wrong: why, script: undefined })
  if (program === undefined) return wrong('there is nothing to run')
  const name = posix.basename(program)
  const inits = INITS[name]
  if (name === 'docker-entrypoint.sh') return follow(withoutEntrypointScript(args, stage), stage)
  if (stage.tools && !hasProgram(stage, program)) return wrong(`the image has no ${program}`)
  if (inits) return follow(behindOptions(args, inits), stage)
  if (name === 'env')
    return follow(
      args.filter((arg) => !/^\w+=/.test(arg)),
      stage,
    )
  if (SHELL.test(name)) return followShell(args, stage)
  if (name === 'npm' || name === 'npx' || name === 'yarn' || name === 'pnpm') {
    return wrong(`${name} is what the container runs, and it starts node through a shell`)
  }
  if (isShellScript(stage, program)) return followScript(stage.files.get(pathOf(stage, program)) ?? '', args, stage)
  if (name !== 'node' && name !== 'nodejs') return wrong(`${program} is what the container runs, not node`)
  const script = scriptOf(args)
  if (script === undefined) return wrong('node is given no file')
  return { wrong: undefined, script: entryOf(posix.resolve(stage.workdir, script), stage) }
}

/** That of the official images runs what is no command with node, and replaces itself with it. */
function withoutEntrypointScript(args: string[], stage: Stage): string[] {
  const [first = ''] = args
  const { tools, files, workdir } = stage
  const isFile = files.has(posix.resolve(workdir, first)) || /\.[cm]?js$/.test(first)
  const isCommand = !first.startsWith('-') && !isFile && (tools?.has(posix.basename(first)) ?? true)
  return isCommand || isShellScript(stage, first) || args.length === 0 || SHELL.test(first) ? args : ['node', ...args]
}

function isShellScript(stage: Stage, program: string): boolean {
  return /^#!.*sh\b/.test(stage.files.get(pathOf(stage, program)) ?? '')
}

function hasProgram(stage: Stage, program: string): boolean {
  const name = posix.basename(program)
  return name === 'env' || Boolean(stage.tools?.has(name)) || stage.files.has(pathOf(stage, program))
}

const PATH = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']

/** Where a program lies that this build has copied: without a slash in its name, on the PATH. */
function pathOf({ files, workdir }: Stage, program: string): string {
  if (program.includes('/')) return posix.resolve(workdir, program)
  return PATH.map((folder) => posix.join(folder, program)).find((path) => files.has(path)) ?? program
}

/** A script that ends with `exec "$@"` becomes what it was given; with `exec node …`, that. */
function followScript(text: string, args: string[], stage: Stage): Omit<Start, 'argv'> {
  const last = text.trim().split('\n').at(-1)?.trim() ?? ''
  if (/^exec\s+"?\$@"?$/.test(last)) return follow(args, stage)
  return followShell(['-c', last], stage)
}

function behindOptions(args: string[], takesValue: RegExp): string[] {
  let at = 0
  while (args[at]?.startsWith('-')) {
    const option = args[at] ?? ''
    at += takesValue.test(option) ? 2 : 1
    if (option === '--') break
  }
  return args.slice(at)
}

/** `sh -c 'exec node …'` leaves no shell behind; a shell that stays keeps signals to itself. */
function followShell(args: string[], stage: Stage): Omit<Start, 'argv'> {
  const at = args.findIndex((arg) => /^-\w*c$/.test(arg))
  const text = at < 0 ? undefined : args[at + 1]
  const last = text
    ?.split(/&&|;|\n/)
    .at(-1)
    ?.trim()
  if (last?.startsWith('exec ')) {
    const [command] = readCommands(last)
    return follow(command?.words ?? [], stage)
  }
  return { wrong: 'a shell is what the container runs, and node its child', script: undefined }
}

function scriptOf(args: string[]): string | undefined {
  const rest = [...args]
  while (rest[0]?.startsWith('-')) {
    const option = rest.shift() ?? ''
    if (/^(?:-e|-p|--eval|--print|--watch|--run)(?:=|$)/.test(option)) return undefined
    if (NODE_VALUE.test(option)) rest.shift()
  }
  return rest[0]
}

/** A folder's package.json says what runs; the ending may be left out. */
function entryOf(path: string, { files }: Stage): string {
  const main = /"main"\s*:\s*"([^"]+)"/.exec(files.get(posix.join(path, 'package.json')) ?? '')?.[1]
  const candidates = [path, `${path}.js`, ...(main ? [posix.join(path, main)] : []), posix.join(path, 'index.js')]
  return candidates.find((candidate) => files.has(candidate)) ?? path
}

/** Why a container does not run as somebody harmless; undefined where it does. */
export function rootReason({ user, users }: Stage): string | undefined {
  const [name = ''] = user.split(':')
  if (name === '') return 'no USER is in force, so it is root'
  if (/^0+$/.test(name) || name === 'root') return `USER ${user} is root`
  if (/^\d+$/.test(name) || !users || users.has(name)) return undefined
  return `the image has no user ${name}: containers of it do not start`
}
