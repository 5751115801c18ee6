import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { queuedApp, queueOf } from './queued-app.ts'

/** The worker is a process of its own. */
export function buildApp() {
  const url = process.env['REDIS_URL'] ?? ''
  const name = queueOf('apart')
  fork(fileURLToPath(new URL('report-worker.ts', import.meta.url)), [name, url])
  return queuedApp(name, url)
}
