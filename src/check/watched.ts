import type { ChildProcess } from 'node:child_process'
import { tellsOfProcesses } from '../processes/linux.ts'
import { isFenced, seal } from './channel.ts'

/** In the fenced process, where it has to speak of itself: the pipe to its parent. */
const WATCHDOG_FD = 5

/** What a process of the learner's inherits, so that the parent hears how it is. */
export function watchdogPipe(): { env: Record<string, string>; stdio: number[] } {
  if (tellsOfProcesses || !isFenced()) return { env: {}, stdio: [] }
  return { env: { COURSE_WATCHDOG_FD: String(WATCHDOG_FD) }, stdio: [WATCHDOG_FD] }
}

/** Where the system tells of it, the parent must only know which one it is. */
export function noteProcess({ pid }: ChildProcess): void {
  if (pid !== undefined) seal({ type: 'started-process', pid })
}
