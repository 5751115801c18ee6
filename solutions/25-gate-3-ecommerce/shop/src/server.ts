import { buildApp } from './app.ts'
import { readConfig } from './config.ts'
import { openDatabase } from './database.ts'
import { assemble, ensureAdmin } from './service.ts'
import { shutDownOnSigterm } from './shutdown.ts'

const config = readConfig()
const pool = await openDatabase(config.databaseUrl)
const service = assemble(config, pool)
await ensureAdmin(service)
service.recovery.begin()
const server = buildApp(service).listen(config.port)
shutDownOnSigterm(server, async () => {
  await service.recovery.end()
  service.cache.close()
  await pool.end()
})
