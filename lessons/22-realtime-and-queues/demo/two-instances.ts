// Two Socket.IO servers, with and without an adapter between them. Ada is connected to the first, bob to the second.
// Look for: whether bob hears ada, and whom fetchSockets() of the first server knows.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { createAdapter } from '@socket.io/redis-streams-adapter'
import { Redis } from 'ioredis'
import { Server } from 'socket.io'
import { io as connect } from 'socket.io-client'

const prefix = `demo-chat-${process.pid}`

async function open(redis?: Redis) {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const options = { streamName: prefix, channelPrefix: prefix, blockTimeInMs: 200 }
  const io = new Server(server, redis ? { adapter: createAdapter(redis, options) } : {})
  io.on('connection', (socket) => {
    socket.data.user = socket.handshake.auth['user']
    socket.join('o-7')
    socket.on('send', (text) => io.to('o-7').emit('message', text))
  })
  return { io, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

async function person(url: string, user: string) {
  const socket = connect(url, { auth: { user }, transports: ['websocket'] })
  await new Promise<void>((resolve) => socket.once('connect', resolve))
  return socket
}

for (const isShared of [false, true]) {
  const clients = isShared ? [1, 2].map(() => new Redis(process.env['REDIS_URL'] ?? '')) : []
  const [one, two] = [await open(clients[0]), await open(clients[1])]
  const [ada, bob] = [await person(one.url, 'ada'), await person(two.url, 'bob')]
  let got = 'nothing'
  bob.once('message', (text) => {
    got = `"${text}"`
  })
  await sleep(200) // listening to Redis begins a moment after the start
  ada.emit('send', 'Where are you?')
  await sleep(300)
  const how = isShared ? 'with the adapter:  ' : 'without an adapter:'
  console.log(how, 'bob at the other instance got', got)
  if (isShared) {
    const users = (await one.io.in('o-7').fetchSockets()).map(({ data }) => data.user)
    console.log('fetchSockets at the first:', users.sort().join(', '))
  }
  for (const socket of [ada, bob]) socket.disconnect()
  for (const { io } of [one, two]) await io.close()
  await clients[0]?.del(prefix)
  for (const client of clients) client.disconnect()
}
