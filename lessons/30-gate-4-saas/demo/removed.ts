// Ben is removed from a market, the removal is answered, and then a listing is changed. He is connected to the other instance.
// Look for: how often he hears of the change. The second number differs from run to run: there, two messages race each other.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { createAdapter } from '@socket.io/redis-streams-adapter'
import { Redis } from 'ioredis'
import { Server } from 'socket.io'
import { io as connect } from 'socket.io-client'

const TIMES = 20
const MARKET = 'millbrook'
const prefix = `demo-removed-${process.pid}`
const roomOf = (account: string) => `${MARKET}/${account}`

/** Stands in for the table: what is in it is committed. */
const members = new Set<string>()

async function instance() {
  const redis = new Redis(process.env['REDIS_URL'] ?? '')
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const options = { streamName: prefix, channelPrefix: prefix, blockTimeInMs: 200 }
  const io = new Server(server, { adapter: createAdapter(redis, options), transports: ['websocket'] })
  io.on('connection', (socket) => {
    socket.on('watch', (account: string, done: () => void) => {
      socket.join([MARKET, roomOf(account)])
      done()
    })
  })
  return { io, redis, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

const [first, second] = [await instance(), await instance()]
const ben = connect(second.url, { transports: ['websocket'] })
let heard = 0
ben.on('listing', () => {
  heard += 1
})
await new Promise<void>((resolve) => ben.once('connect', resolve))

interface Way {
  remove: (account: string) => void
  tell: (title: string) => void
}

const ways: Record<string, Way> = {
  // He was a member when he came.
  'asked when he watches': {
    remove: () => undefined,
    tell: (title) => second.io.to(MARKET).emit('listing', title),
  },
  // A message to the other instance, which nobody waits for.
  'thrown out of a room': {
    remove: (account) => first.io.in(roomOf(account)).socketsLeave(MARKET),
    tell: (title) => second.io.to(MARKET).emit('listing', title),
  },
  // Nothing to be said: the next news ask who is a member.
  'members of now': {
    remove: () => undefined,
    tell: (title) => {
      const rooms = [...members].map(roomOf)
      if (rooms.length > 0) second.io.to(rooms).emit('listing', title)
    },
  },
}

console.log(`${TIMES} removals, each answered before the change     heard by Ben`)
for (const [name, { remove, tell }] of Object.entries(ways)) {
  heard = 0
  for (let time = 0; time < TIMES; time += 1) {
    members.add('ben')
    await ben.emitWithAck('watch', 'ben')
    members.delete('ben')
    remove('ben')
    // The answer is out now. A change comes in at the other instance.
    tell(`Rye ${time}`)
    await sleep(50)
  }
  console.log(`${name.padEnd(48)}${String(heard).padStart(15)}`)
}

ben.disconnect()
for (const { io } of [first, second]) await io.close()
await first.redis.del(prefix)
for (const { redis } of [first, second]) redis.disconnect()
