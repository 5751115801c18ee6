import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { nativeBinding } from '../../loading/native-binding.ts'
import { frameAt } from './frame.ts'
import type { CodeFrame, Verdict } from './verdict.ts'

interface Node {
  type?: string
  start?: number
  kind?: string
  decorators?: Node[]
}

interface Parser {
  parseSync: (file: string, source: string, options: { lang: 'ts' }) => { program: Node | string }
}

type Crashed = Extract<Verdict, { status: 'crashed' }>

/** Where Node.js rejects what TypeScript accepts, it does not say where: this adds the line. */
export function withSyntaxPlace(verdict: Crashed, packageRoot: string, entry: string, base: string): Crashed {
  if (verdict.frame || !/\bSyntaxError: /.test(verdict.message)) return verdict
  for (const file of filesBeside(entry, base)) {
    const found = findUnrunnable(packageRoot, file, base)
    if (found) return { ...verdict, ...found }
  }
  return verdict
}

function findUnrunnable(
  packageRoot: string,
  file: string,
  base: string,
): { message: string; frame: CodeFrame } | undefined {
  const source = readFileSync(file, 'utf8')
  if (!/@|\busing\b/.test(source)) return undefined
  const { parseSync } = nativeBinding<Parser>(packageRoot, 'oxc-parser')
  const { program } = parseSync(file, source, { lang: 'ts' })
  const root: unknown = typeof program === 'string' ? JSON.parse(program) : program
  const node = firstNode(root)
  if (!node) return undefined
  const before = source.slice(0, node.start).split('\n')
  const frame = frameAt(file, before.length, (before.at(-1)?.length ?? 0) + 1, base)
  return frame && { message: `Syntax error: ${explain(node, source)}`, frame }
}

function explain({ type, start = 0 }: Node, source: string): string {
  const text = /^\S+/.exec(source.slice(start, start + 60))?.[0] ?? ''
  if (type === 'Decorator')
    return `Node.js runs no decorators (${text}), and this course does not translate them. Call the function yourself instead.`
  return `this Node.js (${process.version}) does not know “${text}” declarations.`
}

function firstNode(value: unknown): Node | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { node } = value as { node?: unknown }
  const root = (node ?? value) as Node
  if (root.type === 'Decorator' || (root.type === 'VariableDeclaration' && /using$/.test(root.kind ?? ''))) return root
  for (const part of Object.values(root)) {
    const found = firstNode(part)
    if (found) return found
  }
  return undefined
}

/** The file itself, then the others of its exercise. */
function filesBeside(entry: string, base: string): string[] {
  const folder = dirname(entry)
  const isFolder = folder !== base || basename(folder) === 'src'
  return [entry, ...(isFolder ? sourcesIn(folder) : [])].filter(
    (file, index, all) => all.indexOf(file) === index && statSync(file, { throwIfNoEntry: false })?.isFile(),
  )
}

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : sourcesIn(join(folder, entry.name))
    return entry.isFile() && entry.name.endsWith('.ts') ? [join(folder, entry.name)] : []
  })
}
