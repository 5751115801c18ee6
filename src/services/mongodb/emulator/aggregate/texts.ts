import { ServerError } from '../errors.ts'
import { toRegExp } from '../query/regex.ts'
import { type Doc, isDoc, typeName, type Value } from '../values/bson.ts'
import type { Compute } from './arithmetic.ts'

/** Operators on text whose errors, or whose regular expressions, are MongoDB's. */
export const TEXTS: Record<string, Compute> = {
  $split: ([text, separator]) => split(text, separator),
  $regexFind: ([argument]) => found('$regexFind', argument, false)[0] ?? null,
  $regexFindAll: ([argument]) => found('$regexFindAll', argument, true),
  $regexMatch: ([argument]) => found('$regexMatch', argument, false).length > 0,
}

function split(text: Value, separator: Value): Value {
  if (text === null || text === undefined || separator === null || separator === undefined) return null
  const needs = '$split requires an expression that evaluates to a string as a'
  if (typeof text !== 'string') throw new ServerError(40085, `${needs} first argument, found: ${typeName(text)}`)
  if (typeof separator !== 'string')
    throw new ServerError(40086, `${needs} second argument, found: ${typeName(separator)}`)
  if (separator === '') throw new ServerError(40087, '$split requires a non-empty separator')
  return text.split(separator)
}

function found(name: string, argument: Value, all: boolean): Doc[] {
  if (!isDoc(argument)) throw new ServerError(51103, `${name} expects an object of named arguments`)
  const { input, regex, options } = argument
  if (input === null || input === undefined || regex === null || regex === undefined) return []
  if (typeof input !== 'string') throw new ServerError(51104, `${name} needs 'input' to be of type string`)
  const { compiled } = toRegExp(regex, options ?? undefined)
  const global = new RegExp(compiled.source, `${compiled.flags}g`)
  const matches = all ? [...input.matchAll(global)] : [global.exec(input)].filter((match) => match !== null)
  return matches.map((match) => ({
    match: match[0],
    idx: [...input.slice(0, match.index)].length,
    captures: match.slice(1).map((group) => group ?? null),
  }))
}
