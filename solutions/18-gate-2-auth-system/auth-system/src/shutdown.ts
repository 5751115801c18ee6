import type { Server } from 'node:http'

const DRAIN_MS = 10_000
const LOOK_FOR_IDLE_MS = 20

/** On SIGTERM: takes nothing new, finishes what it has begun, cleans up, and ends. */
export function shutDownOnSigterm(server: Server, cleanUp: () => Promise<unknown>): void {
  process.once('SIGTERM', () => {
    setTimeout(() => process.exit(1), DRAIN_MS).unref()
    // close() ends the connections that are idle now. One that is at work goes on living when its answer is out.
    setInterval(() => server.closeIdleConnections(), LOOK_FOR_IDLE_MS)
    server.close(async () => {
      await cleanUp()
      process.exit(0)
    })
  })
}
