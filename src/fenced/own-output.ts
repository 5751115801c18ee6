/** Only code that prints megabytes in one go, or beside a busy machine, takes as long. */
const LONGEST_MS = 1000

// Judged code may change both.
const { setTimeout } = globalThis
const now = performance.now.bind(performance)

/**
 * Opens both streams before the judged code does, which is sooner than anybody waits for it. The result waits until what
 * was printed is written: the rest is lost with the process.
 */
export function openOwnOutput(): () => Promise<void> {
  const streams = [process.stdout, process.stderr]
  return async () => {
    const deadline = now() + LONGEST_MS
    while (streams.some(({ writableLength }) => writableLength > 0) && now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
  }
}
