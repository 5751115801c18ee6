import type { RequestListener } from 'node:http'
import { Queue } from 'bullmq'

/** Adds a job for each report, and answers 202. */
export function queuedApp(name: string, url: string): RequestListener {
  const queue = new Queue(name, { connection: { url } })
  return (request, response) => {
    if (request.url === '/ping') return void response.end('pong')
    queue.add('report', {}, { removeOnComplete: true, removeOnFail: true }).then(
      () => response.writeHead(202).end('queued'),
      () => response.writeHead(503).end(),
    )
  }
}

/** As its name says: no two servers of a benchmark share a queue. */
export function queueOf(variant: string): string {
  return `bench-${variant}-${process.pid}`
}
