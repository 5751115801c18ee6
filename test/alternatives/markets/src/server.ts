import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { respond } from './answer.ts'
import { openCache } from './cache.ts'
import { closeDatabase } from './database.ts'
import { settings } from './settings.ts'
import { openSockets } from './sockets.ts'
import { makeTables } from './tables.ts'

const RETRY_MS = 300
const CLOSING_MS = 500
const LONGEST_MS = 4000

/** A database that starts at the same moment is no reason to give up. */
for (let tries = 100; ; tries -= 1) {
  try {
    await makeTables()
    break
  } catch (error) {
    if (tries === 0) throw error
    await sleep(RETRY_MS)
  }
}

const closeCache = openCache()
let underWay = 0
const server = createServer((request, response) => {
  underWay += 1
  response.once('close', () => {
    underWay -= 1
  })
  void respond(request, response)
})
const closeSockets = await openSockets(server)
server.listen(settings.port, settings.host, () => {
  // Whoever has started us wants to know where we are.
  process.send?.({ port: (server.address() as AddressInfo).port })
})

let isStopping = false
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => stop())
process.on('disconnect', () => {
  setTimeout(() => process.exit(1), LONGEST_MS).unref()
  stop()
})

function stop(): void {
  if (isStopping) return
  isStopping = true
  closeSockets()
  const hangUp = setInterval(() => {
    server.closeIdleConnections()
    if (underWay === 0) server.closeAllConnections()
  }, 20)
  server.close(async () => {
    clearInterval(hangUp)
    closeCache()
    await Promise.race([closeDatabase(), sleep(CLOSING_MS)]).catch(() => undefined)
    process.exit(0)
  })
}
