import type { ProcessEnd } from './fence.ts'
import type { Breach, Share } from './fence-clock.ts'
import { frameFromStack } from './frame.ts'
import type { ManifestEntry } from './manifest.ts'
import type { Failure, RunReport, Seal } from './seals.ts'
import { explainSyntaxError } from './syntax-error.ts'
import type { CheckOutcome, CodeFrame, Verdict } from './verdict.ts'

/** All that was seen of a run, from both sides of the fence. */
export interface Evidence {
  manifest: ManifestEntry[]
  seals: Seal[]
  /** undefined when the process ended before it could report. */
  report: RunReport | undefined
  breach: Breach | undefined
  /** Checks that were late because others had the processors. */
  starved: ReadonlyMap<string, Share>
  /** How the process ended by itself. */
  exit: ProcessEnd | undefined
  output: string
  printedBytes: number
  largestMb: number
  heapMb: number
  memoryLimitMb: number
  /** The folder of the learner's files. */
  base: string
  /** What a check gave to code that threw, as far as its stack tells. */
  givenIn: (stack: string | undefined) => string | undefined
  ms: number
}

/**
 * The verdict. A pass needs every check of the manifest sealed as passed and reported as passed by the runner, the canary
 * reported as failed, no unhandled error, and an orderly end. Anything else is not a pass.
 */
export function conclude(evidence: Evidence): Verdict {
  const { seals, report, breach, exit, ms } = evidence
  const checks = outcomesOf(evidence)
  const shared = { checks, ms, notes: [] as string[] }
  const lastCheck = lastStarted(seals)
  const named = lastCheck === undefined ? {} : { lastCheck }

  if (breach?.kind === 'memory' || ranOutOfHeap(evidence)) {
    const limitMb = breach?.kind === 'memory' ? evidence.memoryLimitMb : evidence.heapMb
    return { ...shared, status: 'out-of-memory', limitMb, ...named }
  }
  const unsettled = seals.find((seal) => seal.type === 'unsettled')
  if (breach?.kind === 'busy') return inconclusive(evidence, checks, breach, lastCheck)
  if (breach && !unsettled) {
    const message = breachMessage(evidence, lastCheck)
    return { ...shared, status: 'timed-out', afterMs: breach.afterMs, ...named, ...(message && { message }) }
  }
  const tampered = seals.find((seal) => seal.type === 'tampered')
  if (tampered) return { ...shared, status: 'tampered', message: tampered.message }
  const app = seals.find((seal) => seal.type === 'app-ended')
  if (app?.outOfMemory) return { ...shared, status: 'out-of-memory', limitMb: evidence.heapMb, ...named }
  if (app) {
    const verdict = crashed(evidence, checks, app.beforeListening ? 'load' : 'run', app.message, app.stack)
    return app.output ? { ...verdict, output: app.output } : verdict
  }
  const share = unsettled && evidence.starved.get(unsettled.title)
  if (share) return inconclusive(evidence, checks, share, lastCheck)
  const late = seals.find((seal) => seal.type === 'not-ready')
  if (late) {
    const { afterMs, message, output } = late
    return { ...shared, checks: checks.map(asNotRun), status: 'timed-out', afterMs, message, ...(output && { output }) }
  }
  if (unsettled) return { ...shared, status: 'timed-out', afterMs: unsettled.afterMs, lastCheck: unsettled.title }
  const exitCall = seals.map(failureOf).find((failure) => failure && EXIT_CALL.test(failure.message))
  if (exitCall) return crashed(evidence, checks, 'run', exitMessage(exitCall.message), exitCall.stack)
  const loadError = report?.loadErrors[0]
  if (loadError) return crashed(evidence, checks, 'load', loadMessage(loadError), loadError.stack)
  const unhandled = seals.find((seal) => seal.type === 'unhandled')
  if (unhandled) {
    const message = `An error was thrown that nothing caught: ${unhandled.failure.message}`
    return crashed(evidence, checks, 'run', message, unhandled.failure.stack)
  }
  if (!report || !seals.some((seal) => seal.type === 'ended')) {
    return crashed(evidence, checks, lastCheck === undefined ? 'load' : 'run', endMessage(exit, lastCheck), undefined)
  }
  if (!canariesFailed(report)) {
    return { ...shared, status: 'tampered', message: 'a check that must fail was reported as passed' }
  }
  const passed = checks.length > 0 && checks.every((check) => check.status === 'passed')
  return { ...shared, status: passed ? 'passed' : 'failed' }
}

function outcomesOf({ manifest, seals, report, base, givenIn }: Evidence): CheckOutcome[] {
  const states = new Map(report?.states)
  const last = lastStarted(seals)
  const ended = seals.some((seal) => seal.type === 'ended')
  return manifest.map(({ title, read, ...worth }) => {
    const outcome = seals.find((seal) => isOutcome(seal) && seal.title === title)
    const shared = { title, ...(read && { read }), ...worth }
    if (!outcome || !isOutcome(outcome)) {
      if (states.get(title) === 'failed') return { ...shared, status: 'failed', message: UNTOLD }
      return {
        ...shared,
        status: 'not-run',
        ...(last !== undefined && { message: `not run: the run ended in “${last}”` }),
      }
    }
    if (outcome.type === 'passed') {
      // A run that was cut short ends before the runner has reported its last checks.
      const state = states.get(title)
      const unheard = !ended && (state === undefined || state === 'pending')
      const agreed = report === undefined || state === 'passed' || unheard
      if (agreed) return { ...shared, status: 'passed', ms: outcome.ms }
      return { ...shared, status: 'failed', ms: outcome.ms, message: 'the check failed after it had ended' }
    }
    return {
      ...shared,
      status: 'failed',
      ms: outcome.ms,
      ...(outcome.failure && explain(outcome.failure, base, givenIn)),
    }
  })
}

export function isOutcome(seal: Seal): seal is Extract<Seal, { type: 'passed' | 'failed' | 'unsettled' }> {
  return seal.type === 'passed' || seal.type === 'failed' || seal.type === 'unsettled'
}

/** The runner says that it failed, and it could not say so itself. */
const UNTOLD = 'it ended in an error that cannot be put in words'

/** Failures whose message is a sentence already. */
const OUR_WORDS = new Set(['AssertionError', 'Unsettled', 'Thrown', 'Error'])

function explain(failure: Failure, base: string, givenIn: Evidence['givenIn']): Partial<CheckOutcome> {
  const frame = frameFromStack(failure.stack, base)
  const kind = OUR_WORDS.has(failure.name) ? '' : `${failure.name}: `
  const isThrown = failure.name !== 'AssertionError' && failure.name !== 'Unsettled' && failure.given === undefined
  const request = failure.request ?? (isThrown ? givenIn(failure.stack) : undefined)
  return {
    message: `${kind}${failure.message}`,
    ...(failure.given !== undefined && { given: failure.given }),
    ...(failure.expected !== undefined && { expected: failure.expected }),
    ...(failure.received !== undefined && { received: failure.received }),
    ...(request !== undefined && { request }),
    ...(failure.cause !== undefined && { cause: failure.cause }),
    ...(frame && { frame }),
  }
}

function asNotRun({ title, read, requirement, points }: CheckOutcome): CheckOutcome {
  return {
    title,
    status: 'not-run',
    ...(read && { read }),
    ...(requirement !== undefined && { requirement }),
    ...(points !== undefined && { points }),
  }
}

function crashed(
  { base, ms }: Evidence,
  checks: CheckOutcome[],
  phase: 'load' | 'run',
  message: string,
  stack: string | undefined,
): Extract<Verdict, { status: 'crashed' }> {
  const syntax = explainSyntaxError(message, base)
  // Nothing was judged, so nothing failed.
  const unjudged = checks.map(asNotRun)
  if (syntax) return { status: 'crashed', checks: unjudged, ms, notes: [], phase: 'load', ...syntax }
  const frame: CodeFrame | undefined = frameFromStack(stack, base)
  const shown = phase === 'load' ? unjudged : checks
  return { status: 'crashed', checks: shown, ms, notes: [], phase, message, ...(frame && { frame }) }
}

/** Nothing is held against the code: what did not pass was not judged. */
function inconclusive(
  { ms }: Evidence,
  checks: CheckOutcome[],
  { wallMs, ranMs }: Share,
  lastCheck: string | undefined,
): Verdict {
  const seconds = (time: number) => `${(time / 1000).toFixed(1)} s`
  const got = `it got ${seconds(ranMs)} of processor time in ${seconds(wallMs)}`
  const message = `The machine is too busy to tell: other programs had its processors, and ${whereOf(lastCheck)} ${got}.`
  const passed = checks.map((check) => (check.status === 'passed' ? check : asNotRun(check)))
  return { status: 'inconclusive', checks: passed, ms, notes: [], message }
}

function stoppedMessage(lastCheck: string | undefined): string {
  return `Your code stopped the process that it runs in ${whereOf(lastCheck)}, and nothing went on.`
}

/** More than anybody prints to see what happens. */
const MUCH_PRINTED_MB = 1

/** Undefined where the time that has passed says enough. */
function breachMessage({ breach, printedBytes }: Evidence, lastCheck: string | undefined): string | undefined {
  if (breach?.kind === 'stopped') return stoppedMessage(lastCheck)
  const mb = Math.floor(printedBytes / 1024 / 1024)
  // Who used up the time of the whole run may have printed a lot on the way.
  if (breach?.kind !== 'stalled' || mb < MUCH_PRINTED_MB) return undefined
  return `Your code prints without end ${whereOf(lastCheck)}: ${mb} MB, and it was stopped. Look for a loop that never ends.`
}

function whereOf(lastCheck: string | undefined): string {
  return lastCheck ? `during “${lastCheck}”` : 'while your file was loading'
}

const EXIT_CALL = /process\.exit unexpectedly called with "([^"]*)"/

function exitMessage(message: string): string {
  return `Your code called process.exit(${EXIT_CALL.exec(message)?.[1] ?? ''}).`
}

function failureOf(seal: Seal): Failure | undefined {
  return 'failure' in seal ? seal.failure : undefined
}

function loadMessage({ name, message }: RunReport['loadErrors'][number]): string {
  if (EXIT_CALL.test(message)) return exitMessage(message)
  return name === 'Error' ? message : `${name}: ${message}`
}

function endMessage(exit: Evidence['exit'], lastCheck: string | undefined): string {
  const where = whereOf(lastCheck)
  if (exit?.signal) return `The process was ended by ${exit.signal} ${where}.`
  if (exit) return `The process ended ${where} (exit code ${exit.code}), before all checks had run.`
  return `The run ended ${where}, before all checks had run.`
}

function ranOutOfHeap({ exit, output, breach, largestMb, heapMb }: Evidence): boolean {
  if (/heap out of memory|Reached heap limit|Array buffer allocation failed/.test(output)) return true
  // Near its limit, V8 collects garbage for seconds and looks stalled.
  return (breach?.kind === 'stalled' || exit?.signal === 'SIGABRT') && largestMb > heapMb
}

function lastStarted(seals: Seal[]): string | undefined {
  const started = seals.filter((seal) => seal.type === 'started' && seal.title !== '').at(-1)
  return started?.type === 'started' ? started.title : undefined
}

function canariesFailed({ states }: RunReport): boolean {
  const canaries = states.filter(([title]) => title.startsWith('canary '))
  return canaries.length > 0 && canaries.every(([, state]) => state === 'failed')
}
