/** `node:test`, told to Vitest's runner. Its mocks are Node's own. */
import type { MockTracker } from 'node:test'
import * as runner from '@vitest/runner'
import { countedAssert } from './counting.ts'

type Work = (...args: unknown[]) => unknown

interface Options {
  skip?: boolean | string
  todo?: boolean | string
  only?: boolean
  timeout?: number
}

interface NodeTest {
  mock: MockTracker
  assert?: object
}

const MOST_MS = 3000

export function nodeTestFace(node: NodeTest, assert: object): Record<string, unknown> {
  const test = testFunction(node, assert)
  const describe = groupFunction()
  const hooks = {
    before: hook(runner.beforeAll),
    after: hook(runner.afterAll),
    beforeEach: hook(runner.beforeEach),
    afterEach: hook(runner.afterEach),
  }
  const { skip, todo, only } = test
  const face = { ...node, test, it: test, describe, suite: describe, skip, todo, only, ...hooks, mock: node.mock }
  const main = Object.assign(test, { ...face, test })
  return { ...face, default: main }
}

function readArguments(args: unknown[]): { name: string; options: Options; work: Work | undefined } {
  const work = args.find((each): each is Work => typeof each === 'function')
  const options = args.find((each): each is Options => typeof each === 'object' && each !== null) ?? {}
  const name = typeof args[0] === 'string' ? args[0] : work?.name || '<anonymous>'
  return { name, options, work }
}

type Mode = 'only' | 'skip' | 'todo'

function modeOf({ only, skip, todo }: Options): Mode | undefined {
  return skip ? 'skip' : todo ? 'todo' : only ? 'only' : undefined
}

/** As `node:test` has it: `test.skip(…)` is `test(…, { skip: true })`. */
function withModes(declare: (as: Options, args: unknown[]) => Promise<void>) {
  const as =
    (options: Options) =>
    (...args: unknown[]) =>
      declare(options, args)
  return Object.assign(as({}), { skip: as({ skip: true }), todo: as({ todo: true }), only: as({ only: true }) })
}

function testFunction(node: NodeTest, assert: object) {
  return withModes(async (as, args) => {
    const { name, options: given, work } = readArguments(args)
    const options = { ...given, ...as }
    const settings = options.timeout ? { timeout: Math.min(options.timeout, MOST_MS) } : {}
    const body = (context: object) => (work ? runWith(node, assert, name, context, work) : undefined)
    const mode = work ? modeOf(options) : 'todo'
    if (mode) runner.test[mode](name, settings, body)
    else runner.test(name, settings, body)
  })
}

function groupFunction() {
  return withModes(async (as, args) => {
    const { name, options, work } = readArguments(args)
    const body = () => void work?.({ name })
    const mode = modeOf({ ...options, ...as })
    if (mode) runner.describe[mode](name, body)
    else runner.describe(name, body)
  })
}

/** Vitest calls what a hook gives when the test is over; Node does not. */
function hook(of: (work: (context: unknown) => Promise<void>) => void) {
  return (work: Work) =>
    of(async () => {
      await called(work, [{}])
    })
}

class Skipped extends Error {}

async function runWith(node: NodeTest, assert: object, name: string, context: object, work: Work): Promise<void> {
  const own = contextFor(node, assert, name)
  try {
    await called(work, [own.context])
    await own.end()
  } catch (error) {
    await own.end().catch(() => undefined)
    if (error instanceof Skipped) {
      const skip = Reflect.get(context, 'skip') as (note?: string) => never
      skip()
    }
    throw error
  }
}

/** The part of `TestContext` that tests use. */
function contextFor(node: NodeTest, assert: object, name: string) {
  const Tracker = node.mock.constructor as new () => MockTracker
  const tracker = new Tracker()
  const after: Work[] = []
  const each = { before: [] as Work[], after: [] as Work[] }
  const subtests: Promise<void>[] = []
  const context = {
    name,
    fullName: name,
    signal: new AbortController().signal,
    mock: tracker,
    assert,
    diagnostic: () => undefined,
    plan: () => undefined,
    runOnly: () => undefined,
    skip: () => {
      throw new Skipped('skipped')
    },
    todo: () => {
      throw new Skipped('to do')
    },
    before: (work: Work) => called(work, []),
    after: (work: Work) => void after.push(work),
    beforeEach: (work: Work) => void each.before.push(work),
    afterEach: (work: Work) => void each.after.push(work),
    waitFor,
    test: (...args: unknown[]) => {
      const { name: inner, options, work } = readArguments(args)
      const running = (async () => {
        if (options.skip || options.todo || !work) return
        for (const before of each.before) await called(before, [])
        const own = contextFor(node, assert, `${name} > ${inner}`)
        try {
          await called(work, [own.context])
        } finally {
          await own.end()
          for (const after of each.after) await called(after, [])
        }
      })()
      running.catch(() => undefined)
      subtests.push(running)
      return running
    },
  }
  const end = async () => {
    tracker.reset()
    for (const work of after.splice(0)) await called(work, [])
    await Promise.all(subtests)
  }
  return { context, end }
}

async function waitFor(
  condition: () => unknown,
  { interval = 50, timeout = 1000 }: { interval?: number; timeout?: number } = {},
): Promise<unknown> {
  const deadline = performance.now() + timeout
  for (;;) {
    try {
      return await condition()
    } catch (error) {
      if (performance.now() > deadline) throw error
      await new Promise((resolve) => setTimeout(resolve, interval))
    }
  }
}

/** With a callback where one is asked for. */
function called(work: Work, args: unknown[]): Promise<unknown> {
  if (work.length <= args.length) return Promise.resolve().then(() => work(...args))
  return new Promise((resolve, reject) => {
    work(...args, (error?: unknown) => (error ? reject(error) : resolve(undefined)))
  })
}

export function assertFaces(namespace: { default: object }): object {
  const counted = countedAssert(namespace.default)
  return {
    ...Object.fromEntries(
      Object.keys(namespace).map((key) => [key, Reflect.get(counted, key) ?? Reflect.get(namespace, key)]),
    ),
    default: counted,
  }
}
