/** The words of an expression: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions */
import type { Value } from './values.ts'

export type Token = { kind: 'value'; value: Value } | { kind: 'name'; text: string } | { kind: 'sign'; text: string }

const PATTERN =
  /\s+|(?<number>-?(?:0x[\da-f]+|\d+(?:\.\d+)?(?:e[+-]?\d+)?)(?![\w]))|'(?<string>(?:[^']|'')*)'|(?<name>[a-z_][\w-]*)|(?<sign>&&|\|\||==|!=|<=|>=|[!<>()[\].,*])/iy

const LITERALS: Record<string, Value> = { true: true, false: false, null: null }

export function tokensOf(source: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < source.length) {
    PATTERN.lastIndex = at
    const match = PATTERN.exec(source)
    if (!match) throw new Error(`the expression "${source.trim()}" cannot be read from "${source.slice(at)}" on`)
    at = PATTERN.lastIndex
    const { number, string, name, sign } = match.groups ?? {}
    if (number !== undefined) tokens.push({ kind: 'value', value: Number(number) })
    else if (string !== undefined) tokens.push({ kind: 'value', value: string.replaceAll("''", "'") })
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign })
    else if (name !== undefined) tokens.push(nameOrLiteral(name, tokens.at(-1)))
  }
  return tokens
}

function nameOrLiteral(name: string, before: Token | undefined): Token {
  const isMember = before?.kind === 'sign' && before.text === '.'
  return name in LITERALS && !isMember ? { kind: 'value', value: LITERALS[name] ?? null } : { kind: 'name', text: name }
}
