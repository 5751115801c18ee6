import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Report } from '../../../exercises/03-node-architecture/unblock-the-server.ts'
import { reportApp } from './report-app.ts'

/** One core stays free for the thread that answers. */
const THREADS = Math.max(1, availableParallelism() - 1)

/** Has reports computed by threads that are started once. The thread that answers only passes messages. */
export function buildApp() {
  return reportApp(reportPool())
}

/** The bare bones of a pool, without the care for crashes that the exercise asks of yours. */
function reportPool(): (year: number) => Promise<Report> {
  const threads = Array.from({ length: THREADS }, startThread)
  return (year) => {
    const [idlest] = threads.sort((a, b) => a.waiting.length - b.waiting.length)
    return new Promise((resolve) => {
      idlest?.waiting.push(resolve)
      idlest?.worker.postMessage(year)
    })
  }
}

function startThread() {
  const worker = new Worker(new URL('./report-worker.ts', import.meta.url))
  // Reports come back in the order they were asked for.
  const waiting: ((report: Report) => void)[] = []
  worker.on('message', (report: Report) => waiting.shift()?.(report))
  return { worker, waiting }
}
