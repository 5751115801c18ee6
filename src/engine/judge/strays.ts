import { readdirSync, readFileSync } from 'node:fs'

/**
 * Ends processes that the learner's code started and that left its process group. Every run carries its own mark in
 * the environment, and children inherit it. Linux only: elsewhere there is no cheap way to read it.
 */
export function endStrays(run: string): void {
  if (process.platform !== 'linux') return
  const mark = `COURSE_RUN=${run}`
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue
    try {
      if (readFileSync(`/proc/${pid}/environ`, 'latin1').includes(mark)) process.kill(Number(pid), 'SIGKILL')
    } catch {
      // Ended meanwhile, or somebody else's.
    }
  }
}
