import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { LOADER_FLAGS } from '../../loading/flags.ts'
import { withoutForeign } from '../../processes/environment.ts'
import { tellsOfProcesses } from '../../processes/linux.ts'

/** A process that waits behind the fence. Nothing about it depends on what it will judge but the size of its heap. */
export interface FencedProcess {
  child: ChildProcess
  /** In the environment of all that it starts. */
  mark: string
  heapMb: number
}

export const WATCHDOG_FD = 5

/** Of an exercise that asks for nothing else. */
const USUAL_HEAP_MB = 256

let started = 0

/** Loads nothing of ours, so that it can be the first thing that the command line does. */
export function startFencedProcess(
  packageRoot: string,
  env: Record<string, string | undefined>,
  heapMb = USUAL_HEAP_MB,
): FencedProcess {
  started += 1
  const mark = `${process.pid}-${Date.now().toString(36)}-${started}`
  const flags = [...LOADER_FLAGS, `--max-old-space-size=${heapMb}`, '--max-semi-space-size=8']
  const child = spawn(process.execPath, [...flags, join(packageRoot, 'dist', 'worker.cjs')], {
    detached: process.platform !== 'win32',
    env: {
      ...withoutForeign(env),
      NO_COLOR: '1',
      NODE_ENV: 'test',
      COURSE_RUN: mark,
      ...(!tellsOfProcesses && { COURSE_WATCHDOG_FD: String(WATCHDOG_FD) }),
    },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', ...(tellsOfProcesses ? [] : (['pipe'] as const))],
    windowsHide: true,
  })
  child.on('error', () => undefined)
  return { child, mark, heapMb }
}

export function isRunning({ child }: FencedProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null
}
