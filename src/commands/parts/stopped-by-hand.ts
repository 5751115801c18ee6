/** Ctrl-Z and `fg`: what runs meanwhile would be judged by a clock that nobody looks at. */

const HAS_STOPS = process.platform !== 'win32'

/**
 * Does work that takes its time. Where Ctrl-Z comes in between, the work is given up, this process stops as its shell
 * expects it, and after `fg` the work begins again.
 * @param work is given a signal that also aborts it for a stop
 */
export async function againAfterStop<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
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
      if (asked.signal.aborted && !signal.aborted) process.kill(process.pid, 'SIGTSTP')
    }
  }
}
