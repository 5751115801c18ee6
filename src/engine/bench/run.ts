import { dirname, resolve } from 'node:path'
import type { Bench, BenchJudgement, BenchResult, BenchVariant } from '../../bench/index.ts'
import { Problem } from '../../problem.ts'
import { type Child, ChildFailure, startChild } from './child.ts'
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

/**
 * Measures every variant in turn, round after round, so that a machine that grows hot or busy hurts all of them
 * alike. A variant's process lives for one turn: nothing that it left undone weighs on the next.
 * @throws Problem when a variant of the course's own cannot run
 * @throws AbortError when the signal is aborted; nothing is left running
 */
export async function runBench(request: BenchRequest): Promise<BenchRun> {
  const { bench, signal } = request
  const rounds = bench.rounds ?? DEFAULT_ROUNDS
  const seconds = request.seconds ?? bench.load.seconds ?? DEFAULT_SECONDS
  const { entries, leftOut } = takePart(request)
  const env = { NODE_ENV: 'production', ...request.env, ...(await bench.prepare?.()) }
  const execArgv = execArgvFor(request.packageRoot)
  const cwd = dirname(request.benchFile)
  const loader = await startLoader(request, { execArgv, env, cwd })
  const machinery: Machinery = {
    loader,
    serverHost: entryFile(request.packageRoot, 'bench-server'),
    execArgv,
    env,
    signal,
    ping: bench.ping ?? '/ping',
  }
  try {
    for (let round = 1; round <= rounds; round += 1) {
      for (const entry of entries) {
        if (leftOut.some((left) => left.id === entry.variant.id)) continue
        const load = { ...bench.load, ...entry.variant.load }
        const turn = (round - 1) * entries.length + entries.indexOf(entry)
        const stop = reportProgress(request, entry, { round, rounds, turn, turns: rounds * entries.length, seconds })
        try {
          entry.samples.push(await measure(machinery, { file: entry.file, load, seconds, seed: round }))
        } catch (error) {
          signal.throwIfAborted()
          if (!(error instanceof ChildFailure)) throw error
          if ('file' in entry.variant) throw problemOf(entry.variant, error)
          leftOut.push({ ...nameOf(entry.variant), reason: error.message, output: error.output })
        } finally {
          stop()
        }
      }
    }
  } finally {
    await loader.end()
  }
  signal.throwIfAborted()
  const results = entries
    .filter((entry) => !leftOut.some((left) => left.id === entry.variant.id))
    .map((entry) => resultOf(entry, { ...bench.load, ...entry.variant.load }.rate))
  return { results, judgement: bench.judge(results), leftOut, rounds, seconds }
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

function startLoader(
  { packageRoot, signal }: BenchRequest,
  how: { execArgv: string[]; env: NodeJS.ProcessEnv; cwd: string },
): Promise<Child<LoadOrder>> {
  return startChild<LoadOrder>({ file: entryFile(packageRoot, 'bench-load'), ms: 15_000, signal, ...how })
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
    'Run it again; if it stays so, report it with the lines above.',
  )
}
