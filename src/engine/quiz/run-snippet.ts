import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterTime } from '../../check/in-time.ts'
import { AWS_SETTINGS } from '../../processes/environment.ts'
import { layoutOf } from '../judge/layout.ts'

export interface Snippet {
  code: string
  /** How Node loads it: this decides strictness, `this` and hoisting. */
  as: 'module' | 'commonjs'
}

export type SnippetResult =
  | { status: 'printed'; output: string }
  /** It ended with an error that nobody caught. `output` is what it printed before. */
  | { status: 'threw'; output: string; error: string }
  | { status: 'timed-out'; afterMs: number }
  | { status: 'printed-too-much' }

export interface SnippetOptions {
  signal?: AbortSignal
  ms?: number
  /** Where a snippet finds the packages that it imports. Without it, it has none. */
  packageRoot?: string
}

/** On a machine that has nothing else to do, and however busy it is. */
const SECONDS = 5
const LONGEST_MS = 25_000
const MOST_OUTPUT = 64 * 1024

/**
 * What a snippet prints, from running it in a Node process of its own.
 * @throws AbortError when the signal ends it
 */
export async function runSnippet(
  snippet: Snippet,
  { signal, ms = SECONDS * 1000, packageRoot }: SnippetOptions = {},
): Promise<SnippetResult> {
  signal?.throwIfAborted()
  const folder = await mkdtemp(join(tmpdir(), 'course-quiz-'))
  try {
    const file = join(folder, snippet.as === 'module' ? 'snippet.mjs' : 'snippet.cjs')
    await writeFile(file, snippet.code)
    const flags =
      packageRoot !== undefined && IMPORTS_A_PACKAGE.test(snippet.code) ? layoutOf(packageRoot).appExecArgv : []
    return await runFile([...flags, file], folder, ms, signal)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** The flags that help it cost it more time than all the rest, and most snippets need nothing but Node. */
const IMPORTS_A_PACKAGE = /\bimport\b[^'"\n]*['"](?!node:|[./])/

function runFile(args: string[], cwd: string, ms: number, signal: AbortSignal | undefined): Promise<SnippetResult> {
  return new Promise((resolve, reject) => {
    // A group of its own, so that whatever the snippet starts ends with it.
    const child = spawn(process.execPath, args, {
      cwd,
      env: plainEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    })
    let output = ''
    let errors = ''
    let end: SnippetResult | undefined
    const stop = (result: SnippetResult) => {
      end ??= result
      killGroup(child.pid)
    }
    const onAbort = () => killGroup(child.pid)
    const forgetTime = afterTime(ms, () => stop({ status: 'timed-out', afterMs: ms }), undefined, LONGEST_MS)
    signal?.addEventListener('abort', onAbort, { once: true })
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
      if (output.length > MOST_OUTPUT) stop({ status: 'printed-too-much' })
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (errors.length < MOST_OUTPUT) errors += text
    })
    child.once('error', reject)
    // What it started may still hold its output, and would keep it from closing.
    child.once('exit', () => killGroup(child.pid))
    child.once('close', (code) => {
      forgetTime()
      signal?.removeEventListener('abort', onAbort)
      if (signal?.aborted) return reject(signal.reason)
      const printed = normaliseOutput(output)
      resolve(
        end ??
          (code === 0 ? { status: 'printed', output: printed } : { status: 'threw', output: printed, error: errors }),
      )
    })
  })
}

/** Without what the learner's shell adds to Node: the output must be the same everywhere. */
function plainEnvironment(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'windir', 'LANG']
  const pairs = kept.map((name) => [name, process.env[name]])
  return {
    ...Object.fromEntries(pairs.filter(([, value]) => value !== undefined)),
    NO_COLOR: '1',
    TZ: 'UTC',
    ...AWS_SETTINGS,
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
  } catch {
    // It ended before.
  }
}

/** Without spaces at the ends of lines and without empty lines at the end. */
export function normaliseOutput(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(/[ \t]+$/gm, '')
    .trimEnd()
}
