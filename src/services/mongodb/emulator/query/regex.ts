import type { BSONRegExp } from 'bson'
import { ServerError } from '../errors.ts'
import { tagOf, type Value } from '../values/bson.ts'
import { hasInlineOptions, withoutInlineOptions } from './inline-options.ts'
import { mayTakeLong, testInTime } from './interruptible.ts'

/** The regular expression that ran, and what it came from: indexes are used for the text before the first metacharacter. */
export class ServerRegExp {
  readonly source: string
  readonly options: string
  readonly compiled: RegExp
  private readonly isRisky: boolean

  constructor(source: string, options: string) {
    this.source = source
    this.options = options
    this.compiled = compile(source, options)
    this.isRisky = mayTakeLong(this.compiled.source)
  }

  test(text: string): boolean {
    return testInTime(this.compiled, text, this.isRisky)
  }

  toString(): string {
    return `/${this.source}/${this.options}`
  }
}

export function isRegex(value: Value): boolean {
  return value instanceof RegExp || (typeof value === 'object' && value !== null && tagOf(value) === 'BSONRegExp')
}

export function toRegExp(value: Value, options?: Value): ServerRegExp {
  if (options !== undefined && typeof options !== 'string') throw new ServerError(2, '$options has to be a string')
  if (typeof value === 'string') return new ServerRegExp(value, options ?? '')
  if (value instanceof RegExp) return new ServerRegExp(value.source, options ?? value.flags)
  if (!isRegex(value)) throw new ServerError(2, '$regex has to be a string')
  const { pattern, options: own } = value as BSONRegExp
  if (own !== '' && options !== undefined) throw new ServerError(51075, 'options set in both $regex and $options')
  return new ServerRegExp(pattern, options ?? own)
}

/** What every match starts with, when the expression says so: `^abc` gives abc. `whole` when that is all it says. */
export function prefixOf({ source, options }: ServerRegExp): { prefix: string; whole: boolean } | undefined {
  if (/[imx]/.test(options)) return undefined
  const start = source.startsWith('^') ? 1 : source.startsWith('\\A') ? 2 : 0
  if (start === 0 || source.includes('|')) return undefined
  let prefix = ''
  let at = start
  while (at < source.length) {
    const escaped = source[at] === '\\' && /[^0-9A-Za-z]/.test(source[at + 1] ?? '')
    const letter = escaped ? source[at + 1] : source[at]
    if (letter === undefined || (!escaped && /[\\^$.|?*+()[\]{}]/.test(letter))) break
    const next = source[at + (escaped ? 2 : 1)]
    if (next !== undefined && /[?*{]/.test(next)) break
    if (next === '+') return prefix + letter === '' ? undefined : { prefix: prefix + letter, whole: false }
    prefix += letter
    at += escaped ? 2 : 1
  }
  const rest = source.slice(at)
  return prefix === '' ? undefined : { prefix, whole: rest === '' || rest === '.*' }
}

/** PCRE as far as JavaScript has it: `(?i)`, `\A`, `\z` and the x option are translated. */
function compile(source: string, options: string): RegExp {
  const unknown = /[^imsxu]/.exec(options)
  if (unknown) throw new ServerError(51108, `invalid flag in regex options: ${unknown[0]}`)
  const inline = /^\(\?([imsx]+)\)/.exec(source)
  let pattern = inline ? source.slice(inline[0].length) : source
  const flags = new Set([...options, ...(inline?.[1] ?? '')])
  if (flags.delete('x')) pattern = pattern.replace(/\\[\s#]|\s+|#.*$/gm, (part) => (part.startsWith('\\') ? part : ''))
  if (!flags.has('m')) pattern = pattern.replace(/\\A/g, '^').replace(/\\[zZ]/g, '$')
  flags.delete('u')
  if (hasInlineOptions(pattern)) {
    pattern = withoutInlineOptions(pattern, { i: flags.delete('i'), s: flags.delete('s') })
  }
  try {
    return new RegExp(pattern, [...flags].join(''))
  } catch (cause) {
    throw new ServerError(51091, `Regular expression is invalid: ${(cause as Error).message}`)
  }
}
