/** What commands of RUN do, as far as it matters for the image. */
import { posix } from 'node:path'
import { findSource, isFolder, place, removeUnder } from './files.ts'
import { compile, type Machine, runNpm } from './npm.ts'
import { type Command, readCommands } from './shell.ts'

const SHELLS = new Set(['sh', 'bash', 'ash', '/bin/sh', '/bin/bash', '/bin/ash'])

type Start = Omit<Machine, 'run'>

/** Runs a text as a shell would. */
export function runShell(start: Start, text: string): void {
  const machine = machineOf(start)
  for (const command of readCommands(text)) machine.run(command)
}

/** Runs an exec form. */
export function runWords(start: Start, words: string[]): void {
  machineOf(start).run({ env: {}, words })
}

function machineOf(start: Start): Machine {
  const machine: Machine = { ...start, run: (command) => runCommand(machine, command) }
  return machine
}

function runCommand(machine: Machine, { env, words }: Command): void {
  const [program = '', ...args] = words
  const operands = args.filter((arg) => !arg.startsWith('-'))
  const path = (operand: string) => posix.resolve(machine.workdir, operand)
  const name = posix.basename(program)
  if (SHELLS.has(program) && args.some((arg) => /^-\w*c$/.test(arg))) runShell(machine, operands[0] ?? '')
  else if (name === 'env') machine.run(commandBehindEnv(args))
  else if (name === 'cd') machine.workdir = path(operands[0] ?? '/root')
  else if (name === 'export') Object.assign(machine.env, assignments(operands))
  else if (name === 'npm') runNpm(machine, args, env)
  else if (isCompiler(machine, program, args)) compile(machine, args)
  else if (name === 'rm') for (const operand of operands) remove(machine, path(operand))
  else if (name === 'mkdir') for (const operand of operands) machine.folders.add(path(operand))
  else if (name === 'mv' || name === 'cp') copy(machine, operands.map(path), name === 'mv')
  else if (/^(?:add|del)?user(?:add)?$/.test(name)) addUser(machine, operands)
  else if (/^(?:apk|apt-get|apt)$/.test(name) && operands.some((word) => word === 'add' || word === 'install')) {
    for (const operand of operands) for (const tool of toolsOf(operand)) machine.tools?.add(tool)
  } else if (name === 'echo' || name === 'printf') return
}

function commandBehindEnv(args: string[]): Command {
  const at = args.findIndex((arg) => !arg.startsWith('-') && !/^\w+=/.test(arg))
  return { env: assignments(args.slice(0, Math.max(at, 0))), words: at < 0 ? [] : args.slice(at) }
}

function assignments(words: string[]): Record<string, string> {
  return Object.fromEntries(
    words.flatMap((word) => {
      const [, name, value = ''] = /^(\w+)=(.*)$/s.exec(word) ?? []
      return name === undefined ? [] : [[name, value]]
    }),
  )
}

/** `npx tsc`, `node_modules/.bin/tsc`, `node node_modules/typescript/bin/tsc`. */
function isCompiler(machine: Machine, program: string, args: string[]): boolean {
  if (program === 'npx') return args.find((arg) => !arg.startsWith('-')) === 'tsc'
  const compiler = /(?:^|\/)node_modules\/(?:\.bin\/tsc|typescript\/(?:bin|lib)\/tsc(?:\.js)?)$/
  if (compiler.test(program)) return true
  if (program === 'tsc' && /node_modules\/\.bin/.test(machine.env['PATH'] ?? '')) return true
  if (program === 'tsc') machine.fail('there is no tsc on the PATH: npm puts it into node_modules/.bin')
  return program === 'node' && compiler.test(args[0] ?? '')
}

function remove({ files }: Machine, target: string): void {
  const folder = posix.dirname(target)
  const pattern = new RegExp(
    `^${posix
      .basename(target)
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '[^/]*')}(?:/|$)`,
  )
  const under = folder === '/' ? '/' : `${folder}/`
  for (const path of [...files.keys()]) {
    if (path.startsWith(under) && pattern.test(path.slice(under.length))) files.delete(path)
  }
}

function copy(machine: Machine, paths: string[], moves: boolean): void {
  const target = paths.at(-1)
  if (target === undefined) return
  for (const source of paths.slice(0, -1)) {
    const found = findSource(machine.files, source)
    const folder = isFolder(machine.files, source)
    const isThere = paths.length > 2 || machine.folders.has(target) || isFolder(machine.files, target)
    const into = isThere ? posix.join(target, posix.basename(source)) : target
    const placed = folder
      ? place(found, into, '/', true, machine.files)
      : new Map(found.map(({ text }) => [into, text]))
    if (moves) removeUnder(machine.files, source)
    for (const [path, text] of placed) machine.files.set(path, text)
  }
}

function addUser({ users }: Machine, operands: string[]): void {
  for (const operand of operands) users?.add(operand)
}

/** The programs of a package. */
function toolsOf(operand: string): string[] {
  const name = operand.replace(/[=~<>].*$/, '')
  return name.startsWith('nodejs') ? ['node', 'npm'] : [name]
}
