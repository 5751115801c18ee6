import { inspect } from 'node:util'
import { expect } from 'vitest'
import type { Failure } from '../engine/judge/seals.ts'
import { read, readThrown, show } from '../fenced/thrown.ts'

/** What was thrown, for a verdict: the message, and where two values were compared, both of them. */
export function describe(error: unknown): Failure {
  const { isError, name, message, stack } = readThrown(error)
  if (!isError) return { name: 'Thrown', message }
  const [, given, rest] = /^([\s\S]+?): ((?:expected|promise|snapshot)\b[\s\S]*)$/.exec(message) ?? []
  return {
    name,
    // Chai tells the two zeros apart in every message.
    message: (rest ?? message).replace(/(?<![\w.])\+0(?![\w.])/g, '0'),
    ...(given !== undefined && { given }),
    ...comparedBy(error as object, message),
    ...(stack !== undefined && { stack }),
  }
}

/** Both values, where the error comes of comparing two. */
function comparedBy(error: object, message: string): Pick<Failure, 'expected' | 'received'> {
  const expected = read(error, 'expected')
  const isComparison = Object.hasOwn(error, 'expected') && (expected !== undefined || /undefined/.test(message))
  if (!isComparison) return {}
  const received = show(read(error, 'actual'))
  // What must not be is what came.
  if (/^[\s\S]*?\bexpected [\s\S]* (?:not to|to not) /.test(message))
    return { expected: `anything but ${show(expected)}`, received }
  return { expected: show(expected), received }
}

/** Matchers such as `expect.any(Number)` print themselves as they were written. */
const matcher: object = Object.getPrototypeOf(Object.getPrototypeOf(expect.any(Object)))
Object.defineProperty(matcher, inspect.custom, {
  value(this: { toAsymmetricMatcher?: () => string; toString: () => string }) {
    return this.toAsymmetricMatcher?.() ?? this.toString()
  },
})
