/** What test files import of their test runner, whichever it is: one runner stands behind all. */
import * as vitest from '../../fenced/runner/vitest.ts'
import { counted, countedAssert, countSupertest } from './counting.ts'
import { assertFaces, nodeTestFace } from './node-test.ts'

const NODE_TEST = process.getBuiltinModule('node:test')
const ASSERT = process.getBuiltinModule('node:assert')

const expect = counted(vitest.expect as unknown as (...args: unknown[]) => unknown)

/** Modules are not replaced here, in no dialect. */
function doubles(name: 'vi' | 'jest', more: object = {}): object {
  return new Proxy(more, {
    get(target, key, receiver) {
      if (Reflect.has(target, key) || typeof key === 'symbol' || key === 'then')
        return Reflect.get(target, key, receiver)
      try {
        return Reflect.get(vitest.vi, key)
      } catch {
        throw new Error(
          `${name}.${key} is not available here: modules are not replaced. Hand the double in where the code takes its dependencies.`,
        )
      }
    },
  })
}

const vi = doubles('vi')
const jest = doubles('jest', { setTimeout: () => jest, retryTimes: () => jest })

/** Jest's tests may take a callback; Vitest's take a context. */
function withCallbacks<T extends (...args: never[]) => unknown>(declare: T): T {
  return new Proxy(declare, {
    apply: (target, self, args: unknown[]) => Reflect.apply(target, self, args.map(asPromise)),
    get: (target, key) => {
      const found: unknown = Reflect.get(target, key)
      return typeof found === 'function' && (key === 'only' || key === 'skip') ? withCallbacks(found as T) : found
    },
  })
}

function asPromise(work: unknown): unknown {
  if (typeof work !== 'function' || work.length !== 1 || /^(?:async\s*)?\(?\s*\{/.test(`${work}`)) return work
  return () =>
    new Promise((resolve, reject) => {
      const done = (error?: unknown) => (error ? reject(error) : resolve(undefined))
      done.fail = reject
      const result: unknown = work(done)
      if (result instanceof Promise) result.then(resolve, reject)
    })
}

const shared = { ...vitest, expect, assert: countedAssert(ASSERT) }
const FACES: Record<string, () => object> = {
  vitest: () => ({ ...shared, vi, vitest: vi }),
  '@jest/globals': () => ({ ...shared, test: withCallbacks(vitest.test), it: withCallbacks(vitest.it), jest }),
  'node:test': () => nodeTestFace({ ...NODE_TEST } as never, countedAssert(ASSERT)),
  'node:assert': () => assertFaces({ ...ASSERT, default: ASSERT } as never),
  'node:assert/strict': () => assertFaces({ ...ASSERT.strict, default: ASSERT.strict } as never),
}
FACES['assert'] = FACES['node:assert'] as () => object
FACES['assert/strict'] = FACES['node:assert/strict'] as () => object

/** Jest has them all, Vitest on request. */
export function globals(): Record<string, unknown> {
  const { describe, beforeAll, beforeEach, afterAll, afterEach } = vitest
  const test = withCallbacks(vitest.test)
  return { describe, beforeAll, beforeEach, afterAll, afterEach, test, it: test, expect, vi, jest }
}

const made = new Map<string, object>()

export function faceOf(specifier: string, packageRoot: string): object | undefined {
  if (specifier === 'supertest') countSupertest(packageRoot)
  if (!Object.hasOwn(FACES, specifier)) return undefined
  const face = made.get(specifier) ?? FACES[specifier]?.()
  if (face) made.set(specifier, face)
  return face
}
