// A logger that ships its lines to a collector over HTTP, while the collector is up, down, and up again. The collector is a small server
// on this machine; it stands for CloudWatch, Elasticsearch or Loki, which take batches of lines in a similar way.
// Look for: memory stays bounded, the loss is counted, and no order waited for a log.
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

const LIMIT = 50
const received: string[] = []
let port = 0

async function startCollector(): Promise<Server> {
  const collector = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    received.push(...body.split('\n'))
    response.end()
  }).listen(port, '127.0.0.1')
  await once(collector, 'listening')
  port = (collector.address() as AddressInfo).port
  return collector
}

async function stopCollector(collector: Server): Promise<void> {
  collector.close()
  collector.closeAllConnections()
  await once(collector, 'close')
}

const waiting: string[] = []
let dropped = 0

function log(fields: object): void {
  if (waiting.length < LIMIT) waiting.push(JSON.stringify(fields))
  else dropped++
}

async function ship(): Promise<void> {
  const batch = waiting.splice(0)
  try {
    await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body: batch.join('\n') })
  } catch {
    waiting.unshift(...batch)
  }
}

async function work(title: string, orders: number): Promise<void> {
  for (let order = 0; order < orders; order++) log({ message: 'order placed', order })
  await ship()
  console.log(`${title}: ${received.length} received, ${waiting.length} waiting, ${dropped} dropped`)
}

let collector = await startCollector()
await work('collector up,   40 orders', 40)
await stopCollector(collector)
await work('collector down, 40 orders', 40)
await work('collector down, 40 orders', 40)
collector = await startCollector()
if (dropped > 0) console.log(`  (first line after the gap: {"message":"lines dropped","count":${dropped}})`)
await work('collector back,  0 orders', 0)
await stopCollector(collector)
