import { dirname, resolve } from 'node:path'
import type { Bench, BenchJudgement, BenchLoad, BenchResult, BenchVariant } from '../../bench/index.ts'
import { Problem } from '../../problem.ts'
import { pingOf, roundsOf, secondsOf } from './about.ts'
import { ChildFailure, startChild } from './child.ts'
import { requestsPerSecondOf, resultOf, waitOf } from './figures.ts'
import { entryFile, execArgvFor } from './imports.ts'
import type { LearnersFiles } from './learners-file.ts'
import { type Machinery, measure, type Sample, type Turn } from './measure.ts'
import type { LoadOrder } from './messages.ts'
import type { BenchNews } from './news.ts'
import { reportProgress } from './progress.ts'

export interface BenchRequest {
  bench: Bench
  /** Absolute path of bench.ts; variants' files are relative to it. */
  benchFile: string
  packageRoot: string
  env: Record<string, string | undefined>
  /** Instead of what the benchmark says. */
  seconds?: number
  signal: AbortSignal
  learners: LearnersFiles
  onNews?: (news: BenchNews) => void
}

export interface BenchRun {
  results: BenchResult[]
  judgement: BenchJudgement
  /** Variants of the learner's that took no part, and why. */
  leftOut: { id: string; title: string; reason: string; output?: string }[]
  rounds: number
  /** Of load, for each variant in each round. */
  seconds: number
}

/** A variant that takes part, and what was measured of it so far. */
interface Entry {
  variant: BenchVariant
  file: string
  samples: Sample[]
}

const START_MS = 15_000

/**
 * Measures every variant in turn, round after round, so that a machine that grows hot or busy hurts all of them
 * alike. A variant's process lives for one turn: nothing that it left undone weighs on the next.
 * @throws Problem when a variant of the course's own cannot run
 * @throws AbortError when the signal is aborted; nothing is left running
 */
export async function runBench(request: BenchRequest): Promise<BenchRun> {
  const { bench, onNews = () => undefined } = request
  const rounds = roundsOf(bench)
  const seconds = secondsOf(bench, request.seconds)
  const { entries, leftOut } = takePart(request)
  for (const { id, title, reason } of leftOut) onNews({ type: 'left-out', id, title, reason })
  const isLeftOut = ({ variant }: Entry) => leftOut.some(({ id }) => id === variant.id)
  const machinery = await startMachinery(request)
  try {
    for (let round = 1; round <= rounds; round += 1) {
      for (const [index, entry] of entries.entries()) {
        if (isLeftOut(entry)) continue
        const turn = (round - 1) * entries.length + index
        const at = { ...nameOf(entry.variant), round, rounds, turn, turns: rounds * entries.length, seconds }
        const { onSoFar, stop } = reportProgress(at, onNews)
        const order = { file: entry.file, load: loadOf(bench, entry.variant), seconds, seed: round, onSoFar }
        const failure = await takeTurn(entry, machinery, order, onNews).finally(stop)
        if (failure) leftOut.push(failure)
      }
    }
  } finally {
    await machinery.loader.end()
  }
  const results = entries
    .filter((entry) => !isLeftOut(entry))
    .map(({ variant, samples }) => resultOf(nameOf(variant), loadOf(bench, variant).rate, samples))
  return { results, judgement: bench.judge(results), leftOut, rounds, seconds }
}

/**
 * Measures a variant once, and tells what came of it. Why the learner's failed is given back: the others go on.
 * @throws Problem when a variant of the course's own fails
 */
async function takeTurn(
  { variant, samples }: Entry,
  machinery: Machinery,
  turn: Turn,
  tell: (news: BenchNews) => void,
): Promise<BenchRun['leftOut'][number] | undefined> {
  try {
    const sample = await measure(machinery, turn)
    samples.push(sample)
    const figures = { requestsPerSecond: requestsPerSecondOf(sample), pingP50: waitOf(sample) }
    tell({ type: 'turn', id: variant.id, round: samples.length, ...figures })
    return undefined
  } catch (error) {
    machinery.signal.throwIfAborted()
    if (!(error instanceof ChildFailure)) throw error
    if ('file' in variant) throw problemOf(variant, error)
    tell({ type: 'left-out', ...nameOf(variant), reason: error.message })
    return { ...nameOf(variant), reason: error.message, output: error.output }
  }
}

async function startMachinery({ bench, benchFile, packageRoot, env: given, signal }: BenchRequest): Promise<Machinery> {
  const env = { NODE_ENV: 'production', ...given, ...(await bench.prepare?.()) }
  const execArgv = execArgvFor(packageRoot)
  const file = entryFile(packageRoot, 'bench-load')
  const loader = await startChild<LoadOrder>({ file, execArgv, env, cwd: dirname(benchFile), ms: START_MS, signal })
  return {
    loader,
    serverHost: entryFile(packageRoot, 'bench-server'),
    execArgv,
    env,
    signal,
    ping: pingOf(bench),
  }
}

function loadOf(bench: Bench, variant: BenchVariant): BenchLoad {
  return { ...bench.load, ...variant.load }
}

function takePart({ bench, benchFile, learners }: BenchRequest) {
  const entries: Entry[] = []
  const leftOut: BenchRun['leftOut'] = []
  for (const variant of bench.variants) {
    const found =
      'file' in variant
        ? { file: resolve(benchFile, '..', variant.file) }
        : (learners[variant.exercise] ?? { missing: `This day has no exercise "${variant.exercise}".` })
    if ('file' in found) entries.push({ variant, file: found.file, samples: [] })
    else leftOut.push({ ...nameOf(variant), reason: found.missing })
  }
  return { entries, leftOut }
}

function nameOf({ id, title }: BenchVariant): { id: string; title: string } {
  return { id, title }
}

function problemOf(variant: BenchVariant, { message, output }: ChildFailure): Problem {
  return new Problem(
    `The variant "${variant.title}" could not run. ${message}${output ? `\n${output}` : ''}`,
    output
      ? 'Run it again; if it stays so, report it with the lines above.'
      : 'Run it again when the machine has less to do. It printed nothing that says more.',
  )
}
