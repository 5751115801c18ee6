import { dirname, resolve } from 'node:path'
import type { Bench, BenchJudgement, BenchLoad, BenchResult, BenchVariant } from '../../bench/index.ts'
import { Problem } from '../../problem.ts'
import { ChildFailure, startChild } from './child.ts'
import { DEFAULT_ROUNDS, DEFAULT_SECONDS } from './defaults.ts'
import { entryFile, execArgvFor } from './imports.ts'
import { type Machinery, measure, type Sample } from './measure.ts'
import type { LoadOrder } from './messages.ts'
import { median, toSpread } from './spread.ts'

export interface BenchRequest {
  bench: Bench
  /** Absolute path of bench.ts; variants' files are relative to it. */
  benchFile: string
  packageRoot: string
  env: Record<string, string | undefined>
  /** Instead of what the benchmark says. */
  seconds?: number
  signal: AbortSignal
  /** Where the learner's exercise is, or why it cannot take part. */
  learnerFile: (exercise: string) => { file: string } | { missing: string }
  onProgress?: (progress: BenchProgress) => void
}

export interface BenchProgress {
  title: string
  round: number
  rounds: number
  /** 0 to 1, of the whole benchmark. */
  done: number
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

const PROGRESS_EVERY_MS = 200
const START_MS = 15_000

/**
 * Measures every variant in turn, round after round, so that a machine that grows hot or busy hurts all of them
 * alike. A variant's process lives for one turn: nothing that it left undone weighs on the next.
 * @throws Problem when a variant of the course's own cannot run
 * @throws AbortError when the signal is aborted; nothing is left running
 */
export async function runBench(request: BenchRequest): Promise<BenchRun> {
  const { bench } = request
  const rounds = bench.rounds ?? DEFAULT_ROUNDS
  const seconds = request.seconds ?? bench.load.seconds ?? DEFAULT_SECONDS
  const { entries, leftOut } = takePart(request)
  const isLeftOut = ({ variant }: Entry) => leftOut.some(({ id }) => id === variant.id)
  const machinery = await startMachinery(request)
  try {
    for (let round = 1; round <= rounds; round += 1) {
      for (const [index, entry] of entries.entries()) {
        if (isLeftOut(entry)) continue
        const turn = (round - 1) * entries.length + index
        const stop = reportProgress(request, entry, { round, rounds, turn, turns: rounds * entries.length, seconds })
        const load = loadOf(bench, entry.variant)
        const failure = await takeTurn(entry, machinery, { load, seconds, seed: round }).finally(stop)
        if (failure) leftOut.push({ ...nameOf(entry.variant), reason: failure.message, output: failure.output })
      }
    }
  } finally {
    await machinery.loader.end()
  }
  const results = entries
    .filter((entry) => !isLeftOut(entry))
    .map((entry) => resultOf(entry, loadOf(bench, entry.variant).rate))
  return { results, judgement: bench.judge(results), leftOut, rounds, seconds }
}

/**
 * Measures a variant once. A failure of the learner's is given back: the others go on.
 * @throws Problem when a variant of the course's own fails
 */
async function takeTurn(
  entry: Entry,
  machinery: Machinery,
  turn: { load: BenchLoad; seconds: number; seed: number },
): Promise<ChildFailure | undefined> {
  try {
    entry.samples.push(await measure(machinery, { file: entry.file, ...turn }))
    return undefined
  } catch (error) {
    machinery.signal.throwIfAborted()
    if (!(error instanceof ChildFailure)) throw error
    if ('file' in entry.variant) throw problemOf(entry.variant, error)
    return error
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
    ping: bench.ping ?? '/ping',
  }
}

function loadOf(bench: Bench, variant: BenchVariant): BenchLoad {
  return { ...bench.load, ...variant.load }
}

function takePart({ bench, benchFile, learnerFile }: BenchRequest) {
  const entries: Entry[] = []
  const leftOut: BenchRun['leftOut'] = []
  for (const variant of bench.variants) {
    const found = 'file' in variant ? { file: resolve(benchFile, '..', variant.file) } : learnerFile(variant.exercise)
    if ('file' in found) entries.push({ variant, file: found.file, samples: [] })
    else leftOut.push({ ...nameOf(variant), reason: found.missing })
  }
  return { entries, leftOut }
}

/** Tells how far it is, now and every 200 ms, until the function it gives is called. */
function reportProgress(
  { onProgress }: BenchRequest,
  { variant }: Entry,
  at: { round: number; rounds: number; turn: number; turns: number; seconds: number },
): () => void {
  if (!onProgress) return () => {}
  const start = performance.now()
  const tell = () => {
    const part = Math.min(0.95, (performance.now() - start) / 1000 / (at.seconds + 1))
    onProgress({ title: variant.title, round: at.round, rounds: at.rounds, done: (at.turn + part) / at.turns })
  }
  tell()
  const timer = setInterval(tell, PROGRESS_EVERY_MS)
  return () => clearInterval(timer)
}

function resultOf({ variant, samples }: Entry, rate: number | undefined): BenchResult {
  const spread = (pick: (sample: Sample) => number) => toSpread(samples.map(pick))
  return {
    ...nameOf(variant),
    ...(rate !== undefined && { rate }),
    requestsPerSecond: spread(({ load }) => load.answered / load.seconds),
    waiting: spread(({ load }) => load.waiting),
    pingP50: spread(({ pings }) => median(pings.waits)),
    eventLoopDelayP50: spread(({ server }) => server.eventLoopDelayP50),
    eventLoopUtilisation: spread(({ server }) => server.eventLoopUtilisation),
    peakMb: spread(({ server }) => server.peakMb),
    errors: samples.reduce((sum, { load, pings }) => sum + load.errors + pings.errors, 0),
  }
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
