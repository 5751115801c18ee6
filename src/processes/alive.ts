import { readFileSync } from 'node:fs'

/** In ticks since the system's start; 0 when it is gone, and on systems that do not tell it by `/proc`. */
export function startOf(pid: number | string): number {
  return Number(statOf(pid)[19] ?? 0)
}

/** Whether the process that had this id since then has not ended. Where nothing tells when, whoever has the id now. */
export function isAlive(pid: number, start: number): boolean {
  if (start !== 0) return startOf(pid) === start && !hasEnded(pid)
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** One that has ended and that nobody has asked about yet. */
export function hasEnded(pid: number | string): boolean {
  return /^[ZX]$/.test(statOf(pid)[0] ?? '')
}

/** proc_pid_stat(5), from the third field on. */
function statOf(pid: number | string): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // Its name, in brackets, may hold anything.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return []
  }
}
