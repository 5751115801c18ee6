import type { Server } from 'node:http'

const DRAIN_MS = 10_000
const LOOK_FOR_IDLE_MS = 20

/** On SIGTERM or SIGINT: takes nothing new, finishes what it has begun, cleans up, and ends. */
export function shutDownOnSignals(server: Server, cleanUp: () => Promise<void>): void {
  let ending = false
  const end = () => {
    if (ending) return
    ending = true
    setTimeout(() => process.exit(1), DRAIN_MS).unref()
    // close() ends the connections that are idle now. One that is at work goes on living when its answer is out.
    const sweep = setInterval(() => server.closeIdleConnections(), LOOK_FOR_IDLE_MS)
    server.close(() => {
      clearInterval(sweep)
      cleanUp().then(
        () => process.exit(0),
        () => process.exit(1),
      )
    })
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
}
