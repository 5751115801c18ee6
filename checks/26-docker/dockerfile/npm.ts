/** What npm and the compiler do to the files of an image. */
import { posix } from 'node:path'
import { digest, type Files, isUnder, removeUnder } from './files.ts'
import { type Command, readCommands } from './shell.ts'

export const DEV_MODULE = 'node_modules/typescript/bin/tsc'
export const MODULE = 'node_modules/express/index.js'

export interface Machine {
  files: Files
  /** Those that are known to be there, though nothing lies in them. */
  folders: Set<string>
  workdir: string
  env: Record<string, string | undefined>
  users: Set<string> | undefined
  tools: Set<string> | undefined
  /** What was installed here, and how. */
  installs: ('ci' | 'install')[]
  /** Why the build ends here. */
  fail: (why: string) => void
  run: (command: Command) => void
}

const INSTALLS: Record<string, 'ci' | 'install'> = {
  ...{ ci: 'ci', 'clean-install': 'ci', ic: 'ci', 'install-clean': 'ci', cit: 'ci' },
  ...{ install: 'install', i: 'install', add: 'install' },
}

/** `npm …` */
export function runNpm(machine: Machine, words: string[], env: Command['env']): void {
  const [rest, folder] = takePrefix(words)
  const workdir = posix.resolve(machine.workdir, folder)
  const [action = '', ...more] = rest.filter((word) => !word.startsWith('-'))
  const flags = rest.filter((word) => word.startsWith('-'))
  const inFolder = { ...machine, workdir }
  const kind = INSTALLS[action]
  if (flags.includes('-g') || flags.includes('--global') || flags.includes('--location=global')) return
  if (kind) install(inFolder, kind, omitsDev(rest, { ...machine.env, ...env }))
  else if (action === 'prune') prune(inFolder, omitsDev(rest, { ...machine.env, ...env }))
  else if (action === 'run' || action === 'run-script') runScript(inFolder, more[0] ?? '', flags, env)
  else if (action === 'test' || action === 't') runScript(inFolder, 'test', flags, env)
  else if (action === 'exec' || action === 'x') machine.run({ env, words: ['npx', ...more] })
}

function takePrefix(words: string[]): [string[], string] {
  const at = words.findIndex((word) => /^(?:--prefix|-C)(?:=|$)/.test(word))
  if (at < 0) return [words, '.']
  const inline = /^--prefix=(.*)$/.exec(words[at] ?? '')?.[1]
  const rest = words.filter((_, index) => index !== at && (inline !== undefined || index !== at + 1))
  return [rest, inline ?? words[at + 1] ?? '.']
}

function omitsDev(words: string[], env: Machine['env']): boolean {
  const text = ` ${words.join(' ')} `
  if (/ --include[= ]dev | --production=false | --no-production /.test(text)) return false
  if (/ --omit[= ]dev | --production(?:=true)? | --prod | --only[= ]prod(?:uction)? /.test(text)) return true
  if (/\bdev\b/.test(env['NPM_CONFIG_INCLUDE'] ?? env['npm_config_include'] ?? '')) return false
  const omit = env['NPM_CONFIG_OMIT'] ?? env['npm_config_omit'] ?? ''
  return /\bdev\b/.test(omit) || env['NODE_ENV'] === 'production'
}

function install({ files, workdir, installs, fail }: Machine, kind: 'ci' | 'install', omitDev: boolean): void {
  const at = (path: string) => posix.join(workdir, path)
  const lock = files.get(at('package-lock.json'))
  const manifest = files.get(at('package.json'))
  installs.push(kind)
  if (manifest === undefined) {
    fail(`npm ${kind} finds no ${at('package.json')}`)
    return
  }
  if (kind === 'ci' && lock === undefined) {
    fail(`npm ci finds no ${at('package-lock.json')}`)
    return
  }
  if (kind === 'ci') removeUnder(files, at('node_modules'))
  const source = `installed from ${digest(lock ?? manifest)}`
  files.set(at(MODULE), source)
  if (omitDev) return
  files.set(at(DEV_MODULE), source)
  files.set(at('node_modules/.bin/tsc'), source)
}

function prune({ files, workdir }: Machine, omitDev: boolean): void {
  if (!omitDev) return
  for (const path of ['node_modules/typescript', 'node_modules/.bin/tsc']) removeUnder(files, posix.join(workdir, path))
}

function runScript(machine: Machine, name: string, flags: string[], env: Command['env']): void {
  const { files, workdir, fail } = machine
  const text = files.get(posix.join(workdir, 'package.json'))
  if (text === undefined) {
    fail(`npm run ${name} finds no ${posix.join(workdir, 'package.json')}`)
    return
  }
  const script = scriptsOf(text)[name]
  if (script === undefined) {
    if (!flags.includes('--if-present')) fail(`package.json has no script ${name}`)
    return
  }
  for (const command of readCommands(script)) {
    const words = command.words[0] === 'tsc' ? ['npx', ...command.words] : command.words
    machine.run({ env: { ...env, ...command.env }, words })
  }
}

function scriptsOf(text: string): Record<string, string> {
  try {
    const { scripts = {} } = JSON.parse(text) as { scripts?: Record<string, string> }
    return scripts
  } catch {
    return {}
  }
}

/** The compiler: each `src/<name>.ts` becomes `dist/<name>.js`. */
export function compile({ files, workdir, fail }: Machine, words: string[]): void {
  const at = (path: string) => posix.join(workdir, path)
  if (words.includes('--noEmit') || words.includes('--version') || words.includes('-v')) return
  const flag = (name: RegExp) => words[words.findIndex((word) => name.test(word)) + 1]
  const outDir = words.some((word) => /^--outDir$/i.test(word)) ? (flag(/^--outDir$/i) ?? 'dist') : 'dist'
  if (!files.has(at('node_modules/.bin/tsc'))) {
    fail(`there is no tsc in ${at('node_modules/.bin')}`)
    return
  }
  if (!files.has(at('tsconfig.json'))) {
    fail(`tsc finds no ${at('tsconfig.json')}`)
    return
  }
  const sources = [...files].filter(([path]) => isUnder(path, at('src')) && path.endsWith('.ts'))
  if (sources.length === 0) {
    fail(`tsc finds no sources in ${at('src')}`)
    return
  }
  const whole = digest(...sources.flat())
  for (const [path] of sources) {
    const out = posix.resolve(workdir, outDir, posix.relative(at('src'), path).replace(/\.ts$/, '.js'))
    files.set(out, `compiled from ${whole}`)
  }
}
