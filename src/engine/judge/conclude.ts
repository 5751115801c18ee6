import type { Breach, ProcessEnd } from './fence.ts'
import { frameFromStack } from './frame.ts'
import type { ManifestEntry } from './manifest.ts'
import type { Failure, Seal } from './seals.ts'
import { explainSyntaxError } from './syntax-error.ts'
import type { CheckOutcome, CodeFrame, Verdict } from './verdict.ts'
import type { VitestReport } from './vitest-host.ts'

/** All that was seen of a run, from both sides of the fence. */
export interface Evidence {
  manifest: ManifestEntry[]
  seals: Seal[]
  /** undefined when the process ended before Vitest could report. */
  report: VitestReport | undefined
  breach: Breach | undefined
  /** How the process ended by itself. */
  exit: ProcessEnd | undefined
  output: string
  largestMb: number
  heapMb: number
  memoryLimitMb: number
  /** The folder of the learner's files. */
  base: string
  ms: number
}

/**
 * The verdict. A pass needs every check of the manifest sealed as passed and reported as passed by Vitest, the canary
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
  if (breach) return { ...shared, status: 'timed-out', afterMs: breach.afterMs, ...named }
  const tampered = seals.find((seal) => seal.type === 'tampered')
  if (tampered) return { ...shared, status: 'tampered', message: tampered.message }
  const app = seals.find((seal) => seal.type === 'app-ended')
  if (app?.outOfMemory) return { ...shared, status: 'out-of-memory', limitMb: evidence.heapMb, ...named }
  if (app) {
    const verdict = crashed(evidence, checks, app.beforeListening ? 'load' : 'run', app.message, app.stack)
    return app.output ? { ...verdict, output: app.output } : verdict
  }
  const late = seals.find((seal) => seal.type === 'not-ready')
  if (late) {
    const { afterMs, message, output } = late
    return { ...shared, checks: checks.map(asNotRun), status: 'timed-out', afterMs, message, ...(output && { output }) }
  }
  const unsettled = seals.find((seal) => seal.type === 'unsettled')
  if (unsettled) return { ...shared, status: 'timed-out', afterMs: unsettled.afterMs, lastCheck: unsettled.title }
  const exitCall = seals.map(failureOf).find((failure) => failure && EXIT_CALL.test(failure.message))
  if (exitCall) return crashed(evidence, checks, 'run', exitMessage(exitCall.message), exitCall.stack)
  const loadError = report?.loadErrors[0]
  if (loadError)
    return crashed(evidence, checks, 'load', loadMessage(loadError), loadError.cause?.stack ?? loadError.stack)
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

function outcomesOf({ manifest, seals, report, base }: Evidence): CheckOutcome[] {
  const ended = seals.some((seal) => seal.type === 'ended')
  return manifest.map(({ title, read, ...worth }) => {
    const outcome = seals.find((seal) => isOutcome(seal) && seal.title === title)
    const shared = { title, ...(read && { read }), ...worth }
    if (!outcome || !isOutcome(outcome)) return { ...shared, status: 'not-run' }
    if (outcome.type === 'passed') {
      // A run that was cut short ends before Vitest has heard of its last checks.
      const state = report?.states.get(title)
      const unheard = !ended && (state === undefined || state === 'pending')
      const agreed = report === undefined || state === 'passed' || unheard
      if (agreed) return { ...shared, status: 'passed', ms: outcome.ms }
      return { ...shared, status: 'failed', ms: outcome.ms, message: 'the check failed after it had ended' }
    }
    return { ...shared, status: 'failed', ms: outcome.ms, ...(outcome.failure && explain(outcome.failure, base)) }
  })
}

function isOutcome(seal: Seal): seal is Extract<Seal, { type: 'passed' | 'failed' | 'unsettled' }> {
  return seal.type === 'passed' || seal.type === 'failed' || seal.type === 'unsettled'
}

/** Failures whose message is a sentence already. */
const OUR_WORDS = new Set(['AssertionError', 'Unsettled', 'Thrown', 'Error'])

function explain(failure: Failure, base: string): Partial<CheckOutcome> {
  const frame = frameFromStack(failure.stack, base)
  const kind = OUR_WORDS.has(failure.name) ? '' : `${failure.name}: `
  return {
    message: `${kind}${failure.message}`,
    ...(failure.given !== undefined && { given: failure.given }),
    ...(failure.expected !== undefined && { expected: failure.expected }),
    ...(failure.received !== undefined && { received: failure.received }),
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

const EXIT_CALL = /process\.exit unexpectedly called with "([^"]*)"/

function exitMessage(message: string): string {
  return `Your code called process.exit(${EXIT_CALL.exec(message)?.[1] ?? ''}).`
}

function failureOf(seal: Seal): Failure | undefined {
  return 'failure' in seal ? seal.failure : undefined
}

function loadMessage(error: VitestReport['loadErrors'][number]): string {
  const { name, message } = error.cause ? { name: 'Error', message: error.cause.message } : error
  if (EXIT_CALL.test(message)) return exitMessage(message)
  return name === 'Error' ? message : `${name}: ${message}`
}

function endMessage(exit: Evidence['exit'], lastCheck: string | undefined): string {
  const where = lastCheck ? `during “${lastCheck}”` : 'while your file was loading'
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

function canariesFailed({ states }: VitestReport): boolean {
  const canaries = [...states].filter(([title]) => title.startsWith('canary '))
  return canaries.length > 0 && canaries.every(([, state]) => state === 'failed')
}
