// A load balancer asks /ready every 20 ms, while a database goes away, comes back, and the process gets SIGTERM.
// Look for: when traffic stops, and that /live never changes.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const database = { isUp: true }
let isDraining = false

const server = createServer((request, response) => {
  if (request.url === '/live') return response.end('live')
  const says = isDraining ? 'draining' : database.isUp ? 'ready' : 'down'
  response.writeHead(says === 'ready' ? 200 : 503).end(says)
}).listen(0, '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo
const ask = async (path: string) => {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`)
  return `${answer.status} ${await answer.text()}`
}

let last = ''
async function probeFor(ms: number): Promise<void> {
  const end = performance.now() + ms
  while (performance.now() < end) {
    const seen = `/live ${await ask('/live')}   /ready ${await ask('/ready')}`
    if (seen !== last) console.log(`  ${seen}   ${seen.includes('ready 200') ? 'gets requests' : 'gets none'}`)
    last = seen
    await sleep(20)
  }
}

console.log('all is well')
await probeFor(60)
console.log('the database is away')
database.isUp = false
await probeFor(60)
console.log('the database is back')
database.isUp = true
await probeFor(60)
console.log('SIGTERM: say no first, close when the balancer has seen it')
isDraining = true
await probeFor(60)
server.close()
server.closeAllConnections()
await once(server, 'close')
console.log('closed')
