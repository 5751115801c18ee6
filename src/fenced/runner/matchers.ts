import { chai } from '@vitest/expect'
import { lookAtCore } from '../intrinsics.ts'
import { isOf, read, show } from '../thrown.ts'
import { usedMatchers } from '../used-matchers.ts'

const { apply } = Reflect
const { AssertionError, Assertion, util } = chai
const addUsed = usedMatchers.add.bind(usedMatchers)
const fortified = new WeakSet<object>()

type Matcher = (this: object, ...args: unknown[]) => unknown

/**
 * Every matcher that there is now looks first whether what it compares with is still there, and speaks of a value that it
 * cannot compare as it speaks of one that is wrong: with the input, what was promised and what came.
 */
export function fortifyMatchers(): void {
  for (const name of Object.getOwnPropertyNames(Assertion.prototype)) {
    const matcher: unknown = Object.getOwnPropertyDescriptor(Assertion.prototype, name)?.value
    if (!/^to[A-Z]/.test(name) || typeof matcher !== 'function' || fortified.has(matcher)) continue
    const better = fortify(name, matcher as Matcher)
    fortified.add(better)
    Object.defineProperty(Assertion.prototype, name, { value: better, configurable: true, writable: true })
  }
}

function fortify(name: string, matcher: Matcher): Matcher {
  const isAboutErrors = /^toThrow/.test(name)
  return function (...args) {
    lookAtCore()
    addUsed(name)
    if (isAboutErrors) plainErrors(this)
    try {
      return apply(matcher, this, args)
    } catch (error) {
      throw inWords(error, this, name, args)
    }
  }
}

function inWords(error: unknown, assertion: object, name: string, args: unknown[]): unknown {
  const given = flag(assertion, 'message')
  if (isOf(error, AssertionError)) {
    // What throws nothing is told by its input alone, and nobody would know what became of it.
    if (error.message === given) error.message = `${given}: expected it to throw an error, but it did not`
    return error
  }
  const received = flag(assertion, 'object')
  const not = flag(assertion, 'negate') ? 'not ' : ''
  const promise = `${not}${name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`
  const message = `expected ${show(received)} ${[promise, ...args.map(show)].join(' ')}`
  return new AssertionError(typeof given === 'string' ? `${given}: ${message}` : message)
}

/** An error whose message is no text must not be asked whether that contains anything. */
function plainErrors(assertion: object): void {
  const received = flag(assertion, 'object')
  if (flag(assertion, 'promise') === 'rejects') setFlag(assertion, 'object', plain(received))
  if (typeof received !== 'function') return
  setFlag(assertion, 'object', (...all: unknown[]) => {
    try {
      return apply(received, undefined, all)
    } catch (error) {
      throw plain(error)
    }
  })
}

function plain(error: unknown): unknown {
  if (typeof error !== 'object' || error === null) return error
  const message = read(error, 'message')
  return message === undefined || typeof message === 'string' ? error : new Error(`its message is ${show(message)}`)
}

function flag(assertion: object, name: string): unknown {
  return util.flag(assertion as Chai.Assertion, name)
}

function setFlag(assertion: object, name: string, value: unknown): void {
  util.flag(assertion as Chai.Assertion, name, value)
}
