import { inspect } from 'node:util'
import { expect } from 'vitest'
import type { Failure } from '../engine/judge/seals.ts'

/** What was thrown, for a verdict: the message, and where two values were compared, both of them. */
export function describe(error: unknown): Failure {
  if (!(error instanceof Error)) return { name: 'Thrown', message: `threw ${show(error)}, which is not an Error` }
  const [, given, rest] = /^([\s\S]+?): ((?:expected|promise|snapshot)\b[\s\S]*)$/.exec(error.message) ?? []
  const compared = 'expected' in error && (error.expected !== undefined || /undefined/.test(error.message))
  return {
    name: error.name,
    // Chai tells the two zeros apart in every message.
    message: (rest ?? error.message).replace(/(?<![\w.])\+0(?![\w.])/g, '0'),
    ...(given !== undefined && { given }),
    ...(compared && { expected: show(Reflect.get(error, 'expected')), received: show(Reflect.get(error, 'actual')) }),
    ...(error.stack && { stack: error.stack }),
  }
}

/** Matchers such as `expect.any(Number)` print themselves as they were written. */
const matcher: object = Object.getPrototypeOf(Object.getPrototypeOf(expect.any(Object)))
Object.defineProperty(matcher, inspect.custom, {
  value(this: { toAsymmetricMatcher?: () => string; toString: () => string }) {
    return this.toAsymmetricMatcher?.() ?? this.toString()
  },
})

function show(value: unknown): string {
  const text = inspect(value, { depth: 6, breakLength: 66, maxArrayLength: 40, maxStringLength: 400 })
  // An error's stack would lead into the checks.
  return text.replace(/\n\s+at .*(?:\d+:\d+\)?|<anonymous>\)|native\))/g, '')
}
