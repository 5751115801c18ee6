import { readFileSync } from 'node:fs'
import { dirname, sep } from 'node:path'
import { nativeBinding } from '../../loading/native-binding.ts'
import { placesOf } from './frame.ts'

interface Node {
  type: string
  start: number
  end: number
  name?: string
  value?: unknown
  id?: Node
  init?: Node | null
  callee?: Node
  arguments?: Node[]
  quasis?: { value: { cooked: string | null } }[]
}

interface Parser {
  parseSync: (file: string, source: string, options: { lang: 'ts' }) => { program: Node | string }
}

/** An `expect(actual, 'the input')` of a check. */
interface Expectation {
  actual: Node
  given: string
}

/**
 * What a check gave to code that threw: nothing was compared, so nothing has said it. The check says it where it would
 * have compared, with the message of its `expect`.
 *
 * @returns the message of the `expect` whose value was being computed; undefined where that is not clear
 */
export function givenInCheck(stack: string | undefined, packageRoot: string, checkFile: string): string | undefined {
  const folder = dirname(checkFile) + sep
  const place = placesOf(stack).find(({ file }) => file.startsWith(folder) && /\.checks?\.ts$/.test(file))
  if (!place) return undefined
  const source = readFileSync(place.file, 'utf8')
  const { parseSync } = nativeBinding<Parser>(packageRoot, 'oxc-parser')
  const { program } = parseSync(place.file, source, { lang: 'ts' })
  const nodes = nodesIn(typeof program === 'string' ? JSON.parse(program) : program)
  return givenAt(nodes, offsetOf(source, place))
}

function givenAt(nodes: Node[], at: number): string | undefined {
  const expectations = nodes.flatMap((node) => expectationIn(node) ?? [])
  // Nodes come from the outside in.
  const around = expectations.findLast(({ actual }) => holds(actual, at))
  if (around) return around.given
  const declared = nodes.findLast(({ type, init }) => type === 'VariableDeclarator' && init && holds(init, at))
  if (!declared?.id) return undefined
  const names = new Set(identifiersIn(declared.id))
  return expectations.find(
    ({ actual }) => actual.start > declared.end && identifiersIn(actual).some((name) => names.has(name)),
  )?.given
}

function expectationIn({ type, callee, arguments: [actual, message] = [] }: Node): Expectation | undefined {
  if (type !== 'CallExpression' || callee?.name !== 'expect' || !actual || !message) return undefined
  const given = textOf(message)
  return given === undefined ? undefined : { actual, given }
}

/** Of a literal. What is put together at run time is not known here. */
function textOf({ value, quasis }: Node): string | undefined {
  if (typeof value === 'string') return value
  return quasis?.length === 1 ? (quasis[0]?.value.cooked ?? undefined) : undefined
}

function identifiersIn(node: Node): string[] {
  return nodesIn(node).flatMap(({ type, name }) => (type === 'Identifier' && name !== undefined ? [name] : []))
}

function holds({ start, end }: Node, at: number): boolean {
  return start <= at && at < end
}

/** All of a tree, from the outside in. */
function nodesIn(value: unknown): Node[] {
  if (typeof value !== 'object' || value === null) return []
  const inside = Object.values(value).flatMap(nodesIn)
  return 'type' in value && 'start' in value ? [value as Node, ...inside] : inside
}

function offsetOf(source: string, { line, column }: { line: number; column: number }): number {
  const before = source.split('\n').slice(0, line - 1)
  return before.reduce((sum, text) => sum + text.length + 1, 0) + column - 1
}
