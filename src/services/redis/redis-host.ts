/**
 * A process of its own: servers of js-redis-server, each with data, scripts and messages of its own. Over HTTP, on the port
 * that it says on stderr, `POST /` opens one and answers with its port, `DELETE /<port>` closes it.
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import {
  attachSession,
  createRedisCommandExecutor,
  RedisServerState,
  SocketConnectionTransport,
} from 'js-redis-server/core'

/** Debian's. What is newer is an unknown command here as well. */
const COMPATIBILITY = 'redis-7.0'

interface OpenServer {
  port: number
  close: () => void
}

/**
 * The package's own server listens at every address of the machine, and its small replies wait for the client's
 * acknowledgement: 42 pipelines a second.
 */
async function openServer(): Promise<OpenServer> {
  const state = new RedisServerState({ compatibility: COMPATIBILITY, databaseCount: 16 })
  const executor = createRedisCommandExecutor({ compatibility: COMPATIBILITY })
  const sockets = new Set<Socket>()
  const server = createTcpServer({ noDelay: true, keepAlive: true }, (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    const clientAddress = `${socket.remoteAddress}:${socket.remotePort}`
    attachSession(new SocketConnectionTransport(socket), { state, executor, clientAddress })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
      state.close()
    },
  }
}

const open = new Map<string, OpenServer>()

const host = createServer(async ({ method, url = '/' }, response) => {
  const name = url.slice(1)
  const found = open.get(name)
  if (method === 'POST') {
    const made = await openServer()
    open.set(String(made.port), made)
    response.end(JSON.stringify({ port: made.port }))
  } else if (found === undefined) {
    response.writeHead(404).end()
  } else {
    open.delete(name)
    found.close()
    response.end()
  }
})
host.listen(0, '127.0.0.1', () => {
  process.stderr.write(`port ${(host.address() as AddressInfo).port}\n`)
})
