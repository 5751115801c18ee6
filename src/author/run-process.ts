import { spawn } from 'node:child_process'
import { killTree } from '../processes/kill-tree.ts'

export interface Ended {
  /** Null: a signal ended it. */
  code: number | null
  stdout: string
  stderr: string
  /** It took too long and was killed, with everything it started. */
  timedOut: boolean
}

export interface RunProcess {
  cwd: string
  env: Record<string, string | undefined>
  /** Milliseconds. */
  ms: number
  signal?: AbortSignal | undefined
}

const OUTPUT_KEPT = 4 * 1024 * 1024

/**
 * Runs a Node program to its end, in a process group of its own.
 * @throws AbortError when the signal is aborted; nothing is left running
 */
export function runNode(args: string[], { cwd, env, ms, signal }: RunProcess): Promise<Ended> {
  signal?.throwIfAborted()
  return new Promise((resolve, reject) => {
    const detached = process.platform !== 'win32'
    const child = spawn(process.execPath, args, {
      cwd,
      env,
      detached,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    })
    const kept = { stdout: '', stderr: '', timedOut: false }
    const kill = () => {
      if (child.pid !== undefined) killTree(child.pid)
    }
    const timer = setTimeout(() => {
      kept.timedOut = true
      kill()
    }, ms)
    signal?.addEventListener('abort', kill, { once: true })
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        if (kept[name].length < OUTPUT_KEPT) kept[name] += text
      })
    }
    child.once('error', reject)
    child.once('exit', () => setTimeout(kill, 100)) // what it started holds the pipes open
    child.once('close', (code) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', kill)
      if (signal?.aborted) reject(signal.reason)
      else resolve({ ...kept, code })
    })
  })
}
