import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeFirstAdmin } from './accounts.ts'
import { createApp } from './app.ts'
import { openCache } from './cache.ts'
import { closeDatabase } from './database.ts'
import { makeTables } from './schema.ts'
import { settings } from './settings.ts'
import { startSweep } from './sweep.ts'

const RETRY_MS = 300
const CLOSING_MS = 800

/** A database that starts at the same moment is no reason to give up. */
async function prepared(tries = 100): Promise<void> {
  try {
    await makeTables()
    await makeFirstAdmin()
  } catch (error) {
    if (tries <= 1) throw error
    await sleep(RETRY_MS)
    await prepared(tries - 1)
  }
}

await prepared()
const closeCache = openCache()
const endSweep = await startSweep()
const answer = createApp()
let underWay = 0
const server = createServer((request, response) => {
  underWay += 1
  response.once('close', () => {
    underWay -= 1
  })
  answer(request, response)
})
server.listen(settings.port)

let isStopping = false
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, stop)

function stop(): void {
  if (isStopping) return
  isStopping = true
  endSweep()
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
