// A Redis that is gone, and one that is silent, asked by a client as it comes and by one with limits.
// Look for: who still waits after two seconds.
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'

// A server that takes connections and says nothing, as a stopped process does; and a port where nothing listens.
const silent = createServer(() => undefined).listen(0, '127.0.0.1')
const gone = createServer().listen(0, '127.0.0.1')
await sleep(50)
const ports = [silent, gone].map((server) => Reflect.get(Object(server.address()), 'port') as number)
gone.close()

const limits = { commandTimeout: 250, maxRetriesPerRequest: 0, enableOfflineQueue: false }
for (const [name, port] of [
  ['gone', ports[1]],
  ['silent', ports[0]],
] as const) {
  for (const [kind, options] of [
    ['as it comes', {}],
    ['with limits', limits],
  ] as const) {
    const redis = new Redis(port ?? 0, '127.0.0.1', options)
    redis.on('error', () => undefined)
    const answer = redis.get('product:42').catch(() => 'fails, and load() can answer')
    console.log(`${name}, ${kind}:`, await Promise.race([answer, sleep(2000, 'still waits after two seconds')]))
    redis.disconnect()
  }
}
silent.close()
process.exit()
