/** Clients that watch a market. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type App, expect, stretched, timeLimit } from 'backend-workbook/check'
import { io, type Socket } from 'socket.io-client'
import type { Listing } from './client.ts'

const ANSWER_MS = 3000

export interface News {
  market: string
  type: string
  listing: Listing
}

export interface Watcher {
  socket: Socket
  /** Every event so far. */
  heard: News[]
  watch: (market: string) => Promise<{ ok?: unknown; code?: unknown }>
  close: () => void
}

/** A client whose connection was accepted. It connects anew by itself. */
export async function watcher(app: App, token: unknown): Promise<Watcher> {
  const socket = connect(app, token)
  const heard: News[] = []
  socket.on('listing', (news: News) => heard.push(news))
  try {
    await untilConnected(socket)
  } catch (error) {
    socket.close()
    throw error
  }
  return {
    socket,
    heard,
    watch: (market) => socket.timeout(ANSWER_MS).emitWithAck('watch', market),
    close: () => void socket.close(),
  }
}

function connect(app: App, token: unknown): Socket {
  return io(app.url, {
    auth: token === undefined ? {} : { token },
    transports: ['websocket'],
    forceNew: true,
    reconnectionDelay: 50,
    reconnectionDelayMax: 200,
  })
}

/** How a connection is refused; an empty text where it is accepted. */
export async function refused(app: App, token: unknown): Promise<string> {
  const socket = connect(app, token)
  try {
    await untilConnected(socket)
    return ''
  } catch (error) {
    return (error as Error).message
  } finally {
    socket.close()
  }
}

/** A refusal of the server is said at once; where nobody listens for a moment, the client tries again. */
function untilConnected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve())
    socket.on('connect_error', (error) => {
      if (!socket.active) reject(error)
    })
    timeLimit(ANSWER_MS).addEventListener('abort', () => reject(new Error('the socket was not connected in time')))
  })
}

/** Until each has heard of as many changes; then what each has heard, in the order of ids. */
export async function heardBy(app: App, watchers: Watcher[], count: number, given: string): Promise<string[][]> {
  const least = () => Math.min(...watchers.map(({ heard }) => heard.length))
  timeLimit(ANSWER_MS)
  const start = performance.now()
  while (least() < count && performance.now() - start < stretched(ANSWER_MS)) {
    await sleep(20)
    // While somebody answers, there is something to wait for.
    await app.fetch('/health')
  }
  expect(least(), `events that every client has heard ${given}`).toBe(count)
  return watchers.map(({ heard }) => heard.map(({ type, listing }) => `${type} ${listing.id} ${listing.cents}`).sort())
}
