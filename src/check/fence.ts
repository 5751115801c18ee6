/**
 * The checks' side of the fence. Loaded before the learner's code, it takes the pipe to the parent away from where
 * others could find it. Without a fence (plain `vitest run`) all of it does nothing.
 */
import { strict as assert } from 'node:assert'
import { afterAll, expect, test } from 'vitest'
import type { Seal } from '../engine/judge/seals.ts'
import { watchIntrinsics } from '../fenced/intrinsics.ts'
import { watchTraces } from '../fenced/traces.ts'
import { describe } from './describe.ts'

const FENCE = Symbol.for('course.fence')
const SETTLE_MS = 300
const CLEAN_MS = 100

const found = (globalThis as Record<symbol, unknown>)[FENCE] as ((seal: Seal) => void) | undefined
delete (globalThis as Record<symbol, unknown>)[FENCE]

/** False in a plain `vitest run`. */
export const isFenced = found !== undefined

/** Tells the parent; nothing where there is none. */
export const seal: (seal: Seal) => void = found ?? (() => undefined)

const { setTimeout, clearTimeout } = globalThis
const activeResources = process.getActiveResourcesInfo.bind(process)
const random = Math.random
const now = performance.now.bind(performance)

let replaced: () => string | undefined = () => undefined
let stopped = false
let listens = false
/** Others will be judged in this process after this one, if it is left as it was. */
const inARow = process.env['COURSE_IN_A_ROW'] === '1'
delete process.env['COURSE_IN_A_ROW']
/** For who only wants to know whether any check fails, such as `npm run mutation`. */
const stopsAtFirst = process.env['COURSE_STOP_AT_FIRST'] === '1'

/** Gives the running check its whole time again: what came before, such as a server's start, does not count. */
export let restartClock: () => void = () => undefined

/** Until it is restarted: the stall timer alone decides meanwhile, and knows when the machine is only busy. */
export let stopClock: () => void = () => undefined

/** A promise of the learner's, or their server, did not settle in time. */
export class Unsettled extends Error {
  override readonly name = 'Unsettled'
  readonly afterMs: number
  constructor(message: string, afterMs: number) {
    super(message)
    this.afterMs = afterMs
  }
}

/** First line of a check file, before the learner's code loads. */
export function openFile(): void {
  if (!found) return
  if (!listens) {
    process.on('uncaughtException', (error) => seal({ type: 'unhandled', failure: describe(error) }))
    process.on('unhandledRejection', (error) => seal({ type: 'unhandled', failure: describe(error) }))
  }
  listens = true
  stopped = false
  replaced = watchIntrinsics()
  if (inARow) sealWhenClean(watchTraces())
  seal({ type: 'loading' })
}

/** What was stopped or closed in the last moment takes a little to be gone. */
function sealWhenClean(isClean: () => boolean): void {
  // Registered first, so it runs last: after the hooks with which checks close what they have opened.
  afterAll(async () => {
    const deadline = now() + CLEAN_MS
    while (!isClean() && now() < deadline) await new Promise((resolve) => setTimeout(resolve, 5).unref())
    if (isClean() && !stopped && !replaced()) seal({ type: 'clean' })
  })
}

/**
 * Last line of a check file: canaries that must fail, a wait for late errors, a look at what was replaced.
 *
 * @param mayActLate false when the judged code sets no timers
 */
export function closeFile(mayActLate: boolean): void {
  if (!found) return
  sealReplaced()
  test(`canary ${random()}`, () => {
    throw new Error('a canary must fail')
  })
  afterAll(async () => {
    seal({ type: 'started', title: '' })
    await new Promise((resolve) => setTimeout(resolve, 0))
    if (mayActLate) await settle()
    sealReplaced()
    // Nobody reads the stacks of the canaries, and mapping them to sources takes longer than all the rest.
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    const silent = CANARIES.find(([, lie]) => !throws(lie))
    Error.stackTraceLimit = stackTraceLimit
    if (silent) seal({ type: 'tampered', message: `${silent[0]} no longer fails when it should` })
    seal({ type: 'ended' })
  })
}

function sealReplaced(): void {
  const changed = replaced()
  if (changed) seal({ type: 'tampered', message: `${changed} was replaced` })
}

/** Runs the body of a check and seals what came of it. */
export async function runSealed(title: string, ms: number, body: () => void | Promise<void>): Promise<void> {
  if (stopped) return
  const start = now()
  let timer: NodeJS.Timeout | undefined
  try {
    const late = new Promise<never>((_, reject) => {
      restartClock = () => {
        clearTimeout(timer)
        timer = setTimeout(() => reject(new Unsettled(`did not settle within ${ms / 1000} s`, ms)), ms)
        seal({ type: 'started', title })
      }
      stopClock = () => {
        clearTimeout(timer)
        seal({ type: 'started', title })
      }
      restartClock()
    })
    await Promise.race([body(), late])
    seal({ type: 'passed', title, ms: now() - start })
  } catch (error) {
    const took = now() - start
    if (error instanceof Unsettled) {
      stopped = true
      seal({ type: 'unsettled', title, ms: took, afterMs: error.afterMs, failure: describe(error) })
    } else {
      stopped ||= stopsAtFirst
      seal({ type: 'failed', title, ms: took, failure: describe(error) })
    }
    throw error
  } finally {
    clearTimeout(timer)
  }
}

/** True once a check did not settle, for what comes after it would wait as long; or once nobody wants to know more. */
export function isStopped(): boolean {
  return stopped
}

/** A wrong comparison each; one that holds shows that the assertion library was tampered with. */
const CANARIES: [string, () => unknown][] = [
  ['expect().toBe', () => expect(1).toBe(2)],
  ['expect().toEqual', () => expect({ a: [1] }).toEqual({ a: [2] })],
  ['expect().toStrictEqual', () => expect([undefined]).toStrictEqual([null])],
  ['expect().toThrow', () => expect(() => undefined).toThrow()],
  ['expect().toBeUndefined', () => expect(0).toBeUndefined()],
  ['expect().not', () => expect(1).not.toBe(1)],
  ['assert.equal', () => assert.equal(1, 2)],
  ['assert.deepEqual', () => assert.deepEqual([1], [2])],
]

function throws(lie: () => unknown): boolean {
  try {
    lie()
    return false
  } catch {
    return true
  }
}

/** Waits for timers that the learner's code left running, so that an error that comes late is not missed. */
async function settle(): Promise<void> {
  const deadline = now() + SETTLE_MS
  while (activeResources().includes('Timeout') && now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 10).unref())
  }
}
