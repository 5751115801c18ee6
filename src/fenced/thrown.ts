import { inspect, types } from 'node:util'
import { stackOf } from '../loading/map-stack.ts'

/** What was thrown, as far as it can be put in words. */
export interface Thrown {
  isError: boolean
  name: string
  message: string
  stack?: string
}

/** A person reads the beginning, and nobody a megabyte. */
const LONGEST_MESSAGE = 1000
const LONGEST_CAUSE = 200
const LONGEST_STACK = 16_000
const LONGEST_VALUE = 4000

/**
 * Reads what was thrown without trusting any of it: a message may be an object, a stack a list, a getter may throw.
 * The places of its stack are those of the sources.
 */
export function readThrown(value: unknown): Thrown {
  if (!isErrorLike(value))
    return { isError: false, name: 'Error', message: `threw ${show(value)}, which is not an Error` }
  const name = read(value, 'name')
  const stack = stackOf(value)
  return {
    isError: true,
    name: typeof name === 'string' && name !== '' ? name : 'Error',
    message: messageOf(value),
    ...(stack !== undefined && { stack: shortStack(stack) }),
  }
}

/** How a message begins that is ours. */
const ODD = 'threw an error'

/** For what did not load: the kind of error, unless it is just one, and its message. */
export function sentenceOf({ isError, name, message }: Thrown): string {
  if (!isError) return `It ${message}: throw new Error(…) tells the line as well.`
  if (message.startsWith(ODD)) return `It ${message}`
  return name === 'Error' ? message : `${name}: ${message}`
}

/** `instanceof`, for what may be a trap to whoever asks. */
export function isOf<T>(value: unknown, type: abstract new (...args: never[]) => T): value is T {
  return typeof value === 'object' && value !== null && !types.isProxy(value) && value instanceof type
}

/** An error for the runner, which reads what it catches: nothing that judged code has changed has a say in this one. */
export function plainFailure(message: string): Error {
  return Object.assign(new Error(message), { stack: `Error: ${message}`, toJSON: undefined })
}

/** What a property holds; undefined where reading it throws. */
export function read(owner: object, key: string): unknown {
  try {
    return Reflect.get(owner, key)
  } catch {
    return undefined
  }
}

/** A value for a person. Its own way of showing itself is used as long as that works. */
export function show(value: unknown): string {
  // An error's stack would lead into the checks.
  const text = inspected(value).replace(/\n\s+at .*(?:\d+:\d+\)?|<anonymous>\)|native\))/g, '')
  return shortened(text, LONGEST_VALUE)
}

/** The beginning, and how much there is of it. */
export function shortened(text: string, longest = LONGEST_MESSAGE): string {
  if (text.length <= longest) return text
  return `${text.slice(0, longest)} … (${text.length.toLocaleString('en')} characters)`
}

function inspected(value: unknown): string {
  const options = { depth: 6, breakLength: 66, maxArrayLength: 40, maxStringLength: 400 }
  for (const customInspect of [true, false]) {
    try {
      return inspect(value, { ...options, customInspect })
    } catch {
      // It has a way of its own that throws, or is a trap to whoever looks.
    }
  }
  return 'a value that cannot be shown'
}

/** Errors of other realms, and what has a message like one. */
function isErrorLike(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  if (types.isProxy(value)) return false
  try {
    return types.isNativeError(value) || value instanceof Error || typeof read(value, 'message') === 'string'
  } catch {
    return false
  }
}

function messageOf(error: object): string {
  const message = read(error, 'message')
  if (typeof message === 'string') return shortened(message) + behind(error, message)
  if (message === undefined) return `${ODD} without a message`
  return `${ODD} whose message is not text: ${show(message)}`
}

/** What the error behind it says, where that is more: `fetch failed` alone helps nobody. */
function behind(error: object, said: string): string {
  const cause = read(error, 'cause')
  const message = isErrorLike(cause) ? read(cause, 'message') : undefined
  if (typeof message !== 'string' || message === '' || said.includes(message)) return ''
  return ` (${shortened(message, LONGEST_CAUSE)})`
}

/** Its first line repeats the message; places are what it is for. */
function shortStack(stack: string): string {
  if (stack.length <= LONGEST_STACK) return stack
  const places = stack.indexOf('\n    at ')
  return places < 0 ? stack.slice(0, LONGEST_STACK) : stack.slice(places, places + LONGEST_STACK)
}
