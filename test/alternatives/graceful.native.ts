import { once } from 'node:events'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

interface Options {
  waitMs?: number
  deadlineMs?: number
}

/** Counts the answers that each connection still owes, and lets Node close what it knows to be idle. */
export function graceful(server: Server, options: Options = {}) {
  const { waitMs, deadlineMs } = { waitMs: 5000, deadlineMs: 10_000, ...options }
  const owed = new Map<Socket, Set<ServerResponse>>()
  const detached = new Set<Socket>()
  let asked = false
  let ending = false

  const finishIfIdle = (socket: Socket) => {
    if (ending && !detached.has(socket) && owed.get(socket)?.size === 0) socket.destroy()
  }

  server.on('connection', (socket: Socket) => {
    owed.set(socket, new Set())
    socket.on('close', () => {
      owed.delete(socket)
      detached.delete(socket)
    })
  })
  const listeners = server.rawListeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[]
  server.removeAllListeners('request')
  server.on('request', (request, response) => {
    const { socket } = request
    owed.get(socket)?.add(response)
    if (asked) response.shouldKeepAlive = false
    response.on('close', () => {
      owed.get(socket)?.delete(response)
      setImmediate(finishIfIdle, socket)
    })
    for (const listener of listeners) listener.call(server, request, response)
  })
  // Behind the app's own listener, and never without one: Node would then answer no request with Upgrade.
  server.once('listening', () => {
    if (server.listenerCount('upgrade') > 0) server.on('upgrade', (_request, socket) => detached.add(socket as Socket))
  })

  const ended = resolvers<{ cut: number }>()

  async function end(): Promise<void> {
    for (const answers of owed.values()) for (const answer of answers) answer.shouldKeepAlive = false
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs))
    ending = true
    if (!server.listening) return ended.resolve({ cut: 0 })
    const closed = once(server, 'close')
    server.close()
    for (const socket of owed.keys()) finishIfIdle(socket)
    let cut = 0
    const timer = setTimeout(() => {
      for (const socket of owed.keys()) {
        cut += 1
        socket.resetAndDestroy()
      }
    }, deadlineMs)
    await closed
    clearTimeout(timer)
    ended.resolve({ cut })
  }

  return {
    isReady: () => !asked,
    stop: () => {
      if (!asked) {
        asked = true
        void end()
      }
      return ended.promise
    },
  }
}

function resolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined
  const promise = new Promise<T>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
