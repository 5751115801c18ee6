import { parentPort } from 'node:worker_threads'
import { buildReport } from '../../../exercises/03-node-architecture/unblock-the-server.ts'

parentPort?.on('message', (year: number) => {
  parentPort?.postMessage(buildReport(year))
})
