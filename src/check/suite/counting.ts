/** Counts assertions of the running test, by whatever library it makes them, and those that nobody waits for. */
import { createRequire } from 'node:module'

let made = 0
const pending = new Set<object>()

export function forgetAssertions(): void {
  made = 0
  pending.clear()
}

export function assertionsMade(): { assertions: number; isUnsettled: boolean } {
  return { assertions: made, isUnsettled: pending.size > 0 }
}

/** Vitest gives its promises as objects with a `then`, which tells whether anybody waits. */
function note(result: unknown): unknown {
  if (typeof result !== 'object' || result === null) return result
  if (result instanceof Promise) {
    pending.add(result)
    const settled = () => pending.delete(result)
    result.then(settled, settled)
    return result
  }
  const then: unknown = Reflect.get(result, 'then')
  if (typeof then !== 'function') return result
  pending.add(result)
  return new Proxy(result, {
    get(target, key) {
      if (key === 'then' || key === 'catch' || key === 'finally') pending.delete(result)
      const found: unknown = Reflect.get(target, key)
      return typeof found === 'function' ? found.bind(target) : found
    },
  })
}

type Callable = (...args: unknown[]) => unknown

/** Words that say nothing by themselves. */
const WORDS = new Set<PropertyKey>([
  'not',
  'resolves',
  'rejects',
  'to',
  'be',
  'been',
  'and',
  'have',
  'has',
  'is',
  'that',
  'with',
  'deep',
])

/** `expect` that counts matchers, not calls: `expect(result)` alone says nothing. */
export function counted<T extends Callable>(expect: T): T {
  return new Proxy(expect, {
    apply: (target, self, args) => watched(Reflect.apply(target, self, args)),
    get(target, key, receiver) {
      const found: unknown = Reflect.get(target, key, receiver)
      if (typeof found !== 'function') return found
      if (key === 'soft' || key === 'poll') return (...args: unknown[]) => watched(Reflect.apply(found, target, args))
      if (key === 'fail' || key === 'unreachable') made += 1
      return found
    },
  })
}

function watched(assertion: unknown): unknown {
  if (typeof assertion !== 'object' || assertion === null) return assertion
  return new Proxy(assertion, {
    get(target, key) {
      const found: unknown = Reflect.get(target, key)
      if (WORDS.has(key)) return watched(found)
      if (typeof found !== 'function' || typeof key === 'symbol') return found
      return (...args: unknown[]) => {
        made += 1
        return note(Reflect.apply(found, target, args))
      }
    },
  })
}

/** `node:assert`, with all that hangs on it. */
export function countedAssert<T extends object>(assert: T): T {
  const known = new Map<unknown, unknown>()
  const wrap = (value: unknown): unknown => {
    if (typeof value !== 'function' || /^class\b|^AssertionError$/.test(`${value.name}`)) return value
    const before = known.get(value)
    if (before) return before
    const made_ = new Proxy(value as Callable, {
      apply(target, self, args) {
        made += 1
        return note(Reflect.apply(target, self, args))
      },
      get: (target, key, receiver) =>
        key === 'prototype' ? Reflect.get(target, key) : wrap(Reflect.get(target, key, receiver)),
    })
    known.set(value, made_)
    return made_
  }
  return wrap(assert) as T
}

/** An expectation of a supertest request counts once the answer was compared: one that is never sent compares nothing. */
export function countSupertest(packageRoot: string): void {
  const Test = createRequire(`${packageRoot}/package.json`)('supertest/lib/test.js')
  const { assert } = Test.prototype
  if (assert.isCounted) return
  const counting = function (this: { _asserts?: unknown[] }, ...args: unknown[]) {
    made += this._asserts?.length ?? 0
    return Reflect.apply(assert, this, args)
  }
  Test.prototype.assert = Object.assign(counting, { isCounted: true })
}
