import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buildApp } from './app.ts'
import { readConfig } from './config.ts'
import { openDatabase } from './database.ts'
import { News } from './news.ts'
import { assemble } from './service.ts'
import { shutDownWhenTold } from './shutdown.ts'

const LOOK_FOR_IDLE_MS = 20

const config = readConfig()
const pool = await openDatabase(config.databaseUrl)
const server = createServer()
const service = assemble(config, pool, new News(server, config.redisUrl))
server.on('request', buildApp(service))
await service.cache.whenUsed()
await once(server.listen(config.port, config.host), 'listening')
process.send?.({ port: (server.address() as AddressInfo).port })

shutDownWhenTold(async () => {
  // A connection that is at work goes on living when its answer is out.
  const closing = setInterval(() => server.closeIdleConnections(), LOOK_FOR_IDLE_MS)
  await service.news.close()
  clearInterval(closing)
  service.cache.close()
  service.loginLimit.close()
  await pool.end()
})
