const DRAIN_MS = 10_000

/**
 * On SIGTERM, and when the deploy script is gone: cleans up, and ends. Ctrl-C is sent to all processes of a terminal, and
 * the deploy script answers it for its instances.
 */
export function shutDownWhenTold(cleanUp: () => Promise<unknown>): void {
  let isEnding = false
  const end = async () => {
    if (isEnding) return
    isEnding = true
    setTimeout(() => process.exit(1), DRAIN_MS).unref()
    await cleanUp()
    process.exit(0)
  }
  process.on('SIGTERM', end)
  process.on('disconnect', end)
  process.on('SIGINT', process.connected ? () => undefined : end)
}
