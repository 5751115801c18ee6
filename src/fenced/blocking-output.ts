/**
 * Has what is printed wait until it is read, as it does on Windows. Elsewhere Node.js keeps it in memory, and code that only prints
 * without end would run out of that.
 */
export function blockOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    const { _handle } = stream as { _handle?: { setBlocking?: (isBlocking: boolean) => void } }
    _handle?.setBlocking?.(true)
  }
}
