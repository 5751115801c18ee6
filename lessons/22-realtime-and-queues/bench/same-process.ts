import { Worker } from 'bullmq'
import { queuedApp, queueOf } from './queued-app.ts'
import { makeReport } from './report.ts'

/** A queue as well, and the worker is in the process of the API. */
export function buildApp() {
  const url = process.env['REDIS_URL'] ?? ''
  const name = queueOf('same')
  new Worker(name, async () => makeReport(), { connection: { url } })
  return queuedApp(name, url)
}
