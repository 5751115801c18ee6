import { ServerError } from '../errors.ts'
import { isRegex, type ServerRegExp, toRegExp } from '../query/regex.ts'
import { type Doc, tagOf, type Value } from '../values/bson.ts'
import { namedArguments, type Rules } from './arguments.ts'
import { type Context, type Expression, folded, isNothing, type Operator } from './expression.ts'
import { codePoints } from './text.ts'

const RULES: Rules = { object: 51103, unknown: 31024, required: { input: 31022, regex: 31023 }, optional: ['options'] }

/** docs: "$regexFind", "$regexFindAll", "$regexMatch". A constant expression is compiled once. */
export const REGULAR_EXPRESSIONS: Record<string, Operator> = {
  $regexFind: searching((regex, input) => matches(regex, input, true)[0] ?? null, null),
  $regexFindAll: searching((regex, input) => matches(regex, input, false), []),
  $regexMatch: searching((regex, input) => regex.test(input), false),
}

function searching(search: (regex: ServerRegExp, input: string) => Value, otherwise: Value): Operator {
  return (argument, context) => {
    const { name, compile } = context
    const given = namedArguments(argument, name, RULES)
    const input = compile(given['input'])
    const regexOf = compileRegex(given, context)
    return folded(
      (doc) => {
        const text = input.evaluate(doc)
        if (!isNothing(text) && typeof text !== 'string')
          throw new ServerError(51104, `${name} needs 'input' to be of type string`)
        const regex = regexOf.read(doc)
        return isNothing(text) || !regex ? otherwise : search(regex, text)
      },
      [input, ...regexOf.parts],
    )
  }
}

interface Reader {
  read: (doc: Doc) => ServerRegExp | undefined
  parts: Expression[]
}

function compileRegex(given: Doc, { name, compile }: Context): Reader {
  const regex = compile(given['regex'])
  const options = 'options' in given ? compile(given['options']) : undefined
  const parts = options ? [regex, options] : [regex]
  const read = (doc: Doc) => toPattern(name, regex.evaluate(doc), options?.evaluate(doc))
  if (!parts.every(({ constant }) => constant)) return { read, parts }
  const compiled = read({})
  return { read: () => compiled, parts }
}

function toPattern(name: string, regex: Value, options: Value): ServerRegExp | undefined {
  if (!isNothing(regex) && typeof regex !== 'string' && !isRegex(regex))
    throw new ServerError(51105, `${name} needs 'regex' to be of type string or regex`)
  if (!isNothing(options) && typeof options !== 'string')
    throw new ServerError(51106, `${name} needs 'options' to be of type string`)
  if (!isNothing(options) && hasOptions(regex))
    throw new ServerError(51107, `${name}: found regex option(s) specified in both 'regex' and 'option' fields`)
  if (isNothing(regex)) return undefined
  if (sourceOf(regex).includes('\0'))
    throw new ServerError(51109, `${name}: regular expression cannot contain an embedded null byte`)
  try {
    return toRegExp(regex, options ?? undefined)
  } catch (error) {
    if (error instanceof ServerError && error.code === 51091)
      throw new ServerError(51111, `Invalid Regex in ${name}: ${error.message}`)
    throw error
  }
}

function hasOptions(regex: Value): boolean {
  if (regex instanceof RegExp) return regex.flags !== ''
  return typeof regex === 'object' && regex !== null && tagOf(regex) === 'BSONRegExp'
    ? (regex as { options: string }).options !== ''
    : false
}

function sourceOf(regex: Value): string {
  if (typeof regex === 'string') return regex
  return regex instanceof RegExp ? regex.source : String((regex as { pattern: string }).pattern)
}

function matches({ compiled }: ServerRegExp, input: string, onlyFirst: boolean): Doc[] {
  const global = new RegExp(compiled.source, `${compiled.flags.replace('g', '')}g`)
  const found: Doc[] = []
  for (const match of input.matchAll(global)) {
    // After a match that reaches the end, MongoDB does not look for an empty one there.
    if (found.length > 0 && match.index === input.length) break
    found.push({
      match: match[0],
      idx: codePoints(input.slice(0, match.index)).length,
      captures: match.slice(1).map((group) => group ?? null),
    })
    if (onlyFirst) break
  }
  return found
}
