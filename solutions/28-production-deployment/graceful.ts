import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'

export interface StopOptions {
  /** Milliseconds between the first `isReady() === false` and the last new connection. Default 5,000. */
  waitMs?: number
  /** Milliseconds that running requests have after that. Default 10,000. */
  deadlineMs?: number
}

export interface Graceful {
  /** What the readiness route answers with: may the balancer send requests? */
  isReady: () => boolean
  /** Ends the server in good order. */
  stop: () => Promise<{ cut: number }>
}

/** The last seconds of a server: the balancer hears of it, running requests are answered, nobody else is waited for. */
export function graceful(server: Server, { waitMs = 5000, deadlineMs = 10_000 }: StopOptions = {}): Graceful {
  const sockets = new Set<Socket>()
  /** The answers that are not finished, with the connections that they go to. */
  const running = new Map<ServerResponse, Socket>()
  const upgraded = new WeakSet<Duplex>()
  let state: 'open' | 'waiting' | 'closing' = 'open'
  let stopped: Promise<{ cut: number }> | undefined

  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  // First of all listeners: the others may send the head at once.
  server.prependListener('request', ({ socket }, response: ServerResponse) => {
    running.set(response, socket)
    response.once('close', () => {
      running.delete(response)
      if (state === 'closing') endIdle()
    })
    if (state !== 'open') response.setHeader('Connection', 'close')
  })
  const noteUpgrade = (_request: IncomingMessage, socket: Duplex) => void upgraded.add(socket)
  // Only beside a listener of the app's: with one of ours alone, nobody would answer a request with Upgrade.
  function watchUpgrades(event: string | symbol): void {
    if (event !== 'upgrade') return
    server.off('newListener', watchUpgrades)
    server.prependListener('upgrade', noteUpgrade)
  }
  if (server.listenerCount('upgrade') > 0) watchUpgrades('upgrade')
  else server.on('newListener', watchUpgrades)

  const isRunning = (socket: Socket) => upgraded.has(socket) || [...running.values()].includes(socket)

  /** What closeIdleConnections() does, and for connections that have never sent anything as well. */
  function endIdle(): void {
    for (const socket of sockets) if (!isRunning(socket)) socket.destroySoon()
  }

  async function run(): Promise<{ cut: number }> {
    state = 'waiting'
    for (const response of running.keys()) if (!response.headersSent) response.setHeader('Connection', 'close')
    await sleep(waitMs)
    state = 'closing'
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    endIdle()
    let cut = 0
    const deadline = setTimeout(() => {
      cut = [...sockets].filter(isRunning).length
      for (const socket of sockets) socket.destroy()
    }, deadlineMs)
    await closed
    clearTimeout(deadline)
    return { cut }
  }

  return {
    isReady: () => state === 'open',
    stop: () => {
      stopped ??= run()
      return stopped
    },
  }
}
