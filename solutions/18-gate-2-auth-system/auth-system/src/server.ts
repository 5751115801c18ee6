import { buildApp } from './app.ts'
import { readConfig } from './config.ts'
import { openDatabase } from './database.ts'
import { assemble, ensureAdmin } from './service.ts'
import { shutDownOnSigterm } from './shutdown.ts'

/** Whoever guesses leaves a row for each email. */
const SWEEP_MS = 60_000

const config = readConfig()
const pool = await openDatabase(config.databaseUrl)
const service = assemble(config, pool)
await ensureAdmin(service)
const server = buildApp(service).listen(config.port)
const sweep = setInterval(() => service.limits.removeOld(), SWEEP_MS)
shutDownOnSigterm(server, async () => {
  clearInterval(sweep)
  await service.mailer.settle()
  await pool.end()
})
