import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterTime } from '../../check/in-time.ts'
import { hasHooks } from '../../loading/flags.ts'
import { withoutForeign } from '../../processes/environment.ts'
import { killTree } from '../../processes/kill-tree.ts'
import { residentMb } from '../../processes/linux.ts'
import type { World } from '../../world.ts'
import { layoutOf } from '../judge/layout.ts'
import { MOST_OUTPUT, RECORD_VARIABLE, type Recorded } from './recorded.ts'

/** What a run left behind. */
export interface RecordedRun {
  events: Recorded[]
  stdout: string
  stderr: string
  end:
    | { how: 'ended'; code: number | null; signal: string | null }
    | { how: 'time'; afterMs: number; limitMs: number }
    | { how: 'output'; mostBytes: number }
    | { how: 'memory'; mostMb: number }
}

type RunWorld = Pick<World, 'cwd' | 'env' | 'signal' | 'packageRoot'>

const MOST_MB = 1024
const LOOK_MS = 100
/** However busy the machine is, as many times longer. */
const STRETCH = 4

/**
 * Runs a file in a process of its own, with the recorder before it. What it starts ends with it.
 * @param ms for so long it may run, longer on a busy machine
 * @throws AbortError when the signal ends it
 */
export async function runRecorded(file: string, source: string, ms: number, world: RunWorld): Promise<RecordedRun> {
  world.signal.throwIfAborted()
  const folder = await mkdtemp(join(tmpdir(), 'course-trace-'))
  const record = join(folder, 'events')
  try {
    const env = { ...withoutForeign(world.env), [RECORD_VARIABLE]: record }
    const run = await runFile([...flagsFor(file, source, world.packageRoot), file], env, ms, world)
    return { ...run, events: parse(await readFile(record, 'utf8').catch(() => '')) }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

const IS_MODULE = /^\s*(?:import\b[^(]|export\b)/m
/** Node finds none of these by itself where the file lies outside of a checkout. */
const NAMES_MORE = /\b(?:import|from|require)\b\s*\(?\s*['"](?!node:)(?:[^./'"]|[^'"]+\.[cm]?ts['"])/

/**
 * The rules by which the house loads TypeScript come in as Node allows: with `--require` it runs CommonJS as it always does. Older
 * ones know hooks for `--import` alone, which is of no account for ES modules.
 */
function flagsFor(file: string, source: string, packageRoot: string): string[] {
  const { appExecArgv } = layoutOf(packageRoot)
  const recorder = ['--require', join(packageRoot, 'dist', 'trace-recorder.cjs')]
  const isTypeScript = /\.m?ts$/.test(file)
  if (!isTypeScript && !NAMES_MORE.test(source)) return recorder
  if (hasHooks) return ['--require', fileURLToPath(appExecArgv.at(-1) ?? ''), ...recorder]
  return isTypeScript || IS_MODULE.test(source) ? [...recorder, ...appExecArgv] : recorder
}

type ChildEnd = Omit<RecordedRun, 'events'>

function runFile(args: string[], env: World['env'], ms: number, world: RunWorld): Promise<ChildEnd> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: world.cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    })
    const printed = { stdout: '', stderr: '' }
    let end: ChildEnd['end'] | undefined
    const kill = () => {
      if (child.pid !== undefined) killTree(child.pid)
    }
    const stop = (why: ChildEnd['end']) => {
      end ??= why
      kill()
    }
    const startedAt = performance.now()
    const stopLate = () => stop({ how: 'time', afterMs: Math.round(performance.now() - startedAt), limitMs: ms })
    const forgetTime = afterTime(ms, stopLate, undefined, ms * STRETCH)
    const memory = setInterval(() => {
      if (child.pid !== undefined && (residentMb(child.pid) ?? 0) > MOST_MB) stop({ how: 'memory', mostMb: MOST_MB })
    }, LOOK_MS)
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        printed[stream] += text
        if (printed[stream].length > MOST_OUTPUT) stop({ how: 'output', mostBytes: MOST_OUTPUT })
      })
    }
    world.signal.addEventListener('abort', kill, { once: true })
    process.once('exit', kill)
    const close = () => {
      forgetTime()
      clearInterval(memory)
      world.signal.removeEventListener('abort', kill)
      process.off('exit', kill)
    }
    child.once('error', (error) => {
      close()
      reject(error)
    })
    // What it started may still hold its output, and would keep it from closing.
    child.once('exit', kill)
    child.once('close', (code, signal) => {
      close()
      if (world.signal.aborted) return reject(world.signal.reason)
      resolve({ ...printed, end: end ?? { how: 'ended', code, signal } })
    })
  })
}

/** The last line may be cut short, by the end of the process. */
function parse(text: string): Recorded[] {
  return text.split('\n').flatMap((line) => {
    try {
      return line ? [JSON.parse(line) as Recorded] : []
    } catch {
      return []
    }
  })
}
