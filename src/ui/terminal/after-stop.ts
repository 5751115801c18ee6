/** Ctrl-Z and `fg`, for work that does not stand still meanwhile: a run would be judged by a clock that nobody looks at. */

/** Windows stops nothing. */
export const HAS_STOPS = process.platform !== 'win32'

/** Whom `process.kill` then stops: this process, or with it what it was started by and what it started. */
export const STOPPED = { alone: process.pid, job: 0 } as const

/**
 * Does work that takes its time. Where Ctrl-Z comes in between, the work is given up, this process stops as its shell
 * expects it, and after `fg` the work begins again.
 * @param work is given a signal that also aborts it for a stop
 * @param stopped the whole job where the terminal is in raw mode: it stops nobody then
 */
export async function againAfterStop<T>(
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
  stopped: keyof typeof STOPPED = 'alone',
): Promise<T> {
  if (!HAS_STOPS) return work(signal)
  for (;;) {
    const asked = new AbortController()
    const onStop = () => asked.abort()
    process.on('SIGTSTP', onStop)
    try {
      return await work(AbortSignal.any([signal, asked.signal]))
    } catch (error) {
      if (!asked.signal.aborted || signal.aborted) throw error
    } finally {
      process.off('SIGTSTP', onStop)
      if (asked.signal.aborted && !signal.aborted) process.kill(STOPPED[stopped], 'SIGTSTP')
    }
  }
}
