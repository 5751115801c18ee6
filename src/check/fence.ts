/** The checks' side of the fence. Without a fence (plain `vitest run`) all of it does nothing. */
import { afterAll, test } from 'vitest'
import type { Failure } from '../engine/judge/seals.ts'
import { lookAtCore, watchIntrinsics } from '../fenced/intrinsics.ts'
import { isOf, plainFailure, shortened } from '../fenced/thrown.ts'
import { watchTraces } from '../fenced/traces.ts'
import { forgetAsked, lastRequest, listenToRequests, saysWhatIsLate, shownError } from './asked.ts'
import { silentCanary } from './canaries.ts'
import { isFenced, seal } from './channel.ts'
import { describe } from './describe.ts'
import { afterTime, forgetLimits, limitRanOut } from './in-time.ts'

const SETTLE_MS = 300
const CLEAN_MS = 100
const LONGEST_CAUSE = 300

const { setTimeout } = globalThis
const activeResources = process.getActiveResourcesInfo.bind(process)
const random = Math.random
const now = performance.now.bind(performance)

let replaced: () => string | undefined = () => undefined
let stopped = false
let listens = false
let asked: readonly string[] | undefined
/** For who only wants to know whether any check fails, such as `npm run mutation`. */
const stopsAtFirst = process.env['COURSE_STOP_AT_FIRST'] === '1'

/** What is wrong has been said: this is for the runner alone. */
const FAILED = plainFailure('failed')

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

export interface Opening {
  /** Others will be judged in this process after this one, if it is left as it was. */
  inARow: boolean
  /** The titles of the checks that are to run. Default: all. */
  only?: string[] | undefined
}

/** Before the check file loads, and the learner's code with it. */
export function openFile({ inARow, only }: Opening): void {
  if (!listens) {
    listenToRequests()
    process.on('uncaughtException', (error) => seal({ type: 'unhandled', failure: describe(error) }))
    process.on('unhandledRejection', (error) => seal({ type: 'unhandled', failure: describe(error) }))
  }
  listens = true
  stopped = false
  asked = only
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
 * When the check file has loaded: canaries that must fail, a wait for late errors, a look at what was replaced.
 *
 * @param mayActLate false when the judged code sets no timers
 */
export function closeFile(mayActLate: boolean): void {
  sealReplaced()
  test(`canary ${random()}`, () => {
    throw FAILED
  })
  afterAll(async () => {
    seal({ type: 'started', title: '' })
    await new Promise((resolve) => setTimeout(resolve, 0))
    if (mayActLate) await settle()
    sealReplaced()
    // Nobody reads the stacks of the canaries, and mapping them to sources takes longer than all the rest.
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    const silent = await silentCanary()
    Error.stackTraceLimit = stackTraceLimit
    if (silent) seal({ type: 'tampered', message: `${silent} no longer fails when it should` })
    seal({ type: 'ended' })
  })
}

function sealReplaced(): void {
  const changed = replaced()
  if (changed) seal({ type: 'tampered', message: `${changed} was replaced` })
}

/** Why a check failed: with the last request where nothing else is said of what it was given, and the error behind it. */
function failureOf(error: unknown): Failure {
  const failure = describe(error)
  const request = lastRequest()
  const isSaid = failure.given !== undefined || request === undefined || failure.message.includes(request)
  const shown = shownError()
  const cause = shown && `${shown.request} ended in ${shortened(shown.stack.split('\n', 1)[0] ?? '', LONGEST_CAUSE)}`
  return {
    ...failure,
    ...(!isSaid && { request }),
    ...(cause && { cause, stack: `${failure.stack ?? ''}\n${shown.stack}` }),
  }
}

/** Runs the body of a check and seals what came of it. */
export async function runSealed(title: string, ms: number, body: () => void | Promise<void>): Promise<void> {
  if (stopped) return
  forgetAsked()
  forgetLimits()
  const start = now()
  let forgetTime = () => {}
  const sealUnsettled = (error: Unsettled) => {
    if (stopped) return
    stopped = true
    seal({ type: 'unsettled', title, ms: now() - start, afterMs: error.afterMs, failure: failureOf(error) })
  }
  try {
    const late = new Promise<never>((_, reject) => {
      const beat = () => seal({ type: 'started', title })
      restartClock = () => {
        forgetTime()
        const onLate = () => {
          const error = new Unsettled(saysWhatIsLate(ms), ms)
          // At once: where the learner's code has broken promises, nothing comes of the rejection.
          sealUnsettled(error)
          reject(error)
        }
        forgetTime = afterTime(ms, onLate, beat)
        beat()
      }
      stopClock = () => {
        forgetTime()
        beat()
      }
      restartClock()
    })
    await Promise.race([body(), late])
    lookAtCore()
    seal({ type: 'passed', title, ms: now() - start })
  } catch (error) {
    const took = now() - start
    if (isOf(error, Unsettled)) sealUnsettled(error)
    else {
      stopped ||= stopsAtFirst
      const late = limitRanOut()
      seal({ type: 'failed', title, ms: took, failure: failureOf(error), ...(late && { late }) })
    }
    // What is wrong has been said: nobody prints what else Vitest would make of it.
    throw isFenced() ? FAILED : error
  } finally {
    forgetTime()
  }
}

/** Whether a check is to run. */
export function isAsked(title: string): boolean {
  return asked?.includes(title) ?? true
}

/** True once a check did not settle, for what comes after it would wait as long; or once nobody wants to know more. */
export function isStopped(): boolean {
  return stopped
}

/** Waits for timers that the learner's code left running, so that an error that comes late is not missed. */
async function settle(): Promise<void> {
  const deadline = now() + SETTLE_MS
  while (activeResources().includes('Timeout') && now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 10).unref())
  }
}
