/** A server with the learner's `graceful`, and clients that see each byte. */
import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, timeLimit } from 'backend-workbook/check'
import { type Graceful, graceful, type StopOptions } from '../../../exercises/28-production-deployment/graceful.ts'

export interface Client {
  socket: Socket
  /** Asks for a path on this connection, and keeps it. */
  ask: (path: string, body?: string) => void
  /** All that has come so far. */
  text: () => string
  isClosed: () => boolean
}

export interface Serving extends Graceful {
  server: Server
  client: () => Promise<Client>
  /** Answers that wait for this, by path. */
  release: () => void
  /** Requests that the app has got. */
  asked: string[]
  /** The same, but it keeps its side open after the server has ended the other. */
  halfOpenClient: () => Promise<Client>
  /** Connections that the server has got. */
  connected: () => number
}

const PATIENCE_MS = 1000

export async function until(what: string, holds: () => boolean, ms = PATIENCE_MS): Promise<void> {
  const late = timeLimit(ms)
  while (!holds()) {
    if (late.aborted) expect('it did not', what).toBe('it did')
    await sleep(2)
  }
}

/** Settles with the result, with what it rejects with, or with the text after a while. */
export async function orLate<T>(promise: Promise<T>, ms = PATIENCE_MS): Promise<T | string> {
  const late = timeLimit(ms)
  let settled: { value: T | string } | undefined
  promise.then(
    (value) => {
      settled = { value }
    },
    (error: unknown) => {
      settled = { value: `rejects with ${String(error)}` }
    },
  )
  while (!settled && !late.aborted) await sleep(2)
  return settled ? settled.value : 'not yet'
}

/**
 * GET /fast is answered at once, /slow when it is released, /stream with its head at once and the rest when it is released, /upload when its
 * body has come.
 */
export async function serving<T>(
  { upgrades = true, ...options }: StopOptions & { upgrades?: boolean },
  body: (serving: Serving) => Promise<T>,
): Promise<T> {
  const waiting: (() => void)[] = []
  const asked: string[] = []
  const app: RequestListener = (request, response) => {
    asked.push(request.url ?? '')
    const done = () => response.end(`done ${request.url}`)
    if (request.url === '/fast') return done()
    if (request.url === '/upload') return request.resume().once('end', done)
    if (request.url === '/stream') response.write('begun ')
    waiting.push(done)
  }
  const server = createServer(app)
  let connections = 0
  server.on('connection', () => {
    connections += 1
  })
  // Longer than any check: nothing here may be waited for.
  server.keepAliveTimeout = 60_000
  if (upgrades) server.on('upgrade', takeUpgrade)
  const { isReady, stop } = graceful(server, options)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const sockets: Socket[] = []
  const open = (allowHalfOpen: boolean) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen })
    sockets.push(socket)
    return clientOf(socket)
  }
  const client = () => open(false)
  const halfOpenClient = () => open(true)
  const release = () => {
    for (const done of waiting.splice(0)) done()
  }
  try {
    return await body({ server, isReady, stop, client, halfOpenClient, release, asked, connected: () => connections })
  } finally {
    release()
    for (const socket of sockets) socket.destroy()
    server.closeAllConnections()
    server.close()
  }
}

/** A WebSocket without frames: it says bye to the first bytes, and ends. */
function takeUpgrade(_request: unknown, socket: Duplex): void {
  socket.on('error', () => undefined)
  socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n')
  socket.on('data', () => socket.end('bye'))
}

/** Resolves when it is connected; a connection that is refused rejects. */
function clientOf(socket: Socket): Promise<Client> {
  let text = ''
  let closed = false
  socket.setEncoding('utf8')
  socket.on('data', (part) => (text += String(part)))
  socket.on('close', () => (closed = true))
  const ask = (path: string, body?: string) => {
    const head = `${body === undefined ? 'GET' : 'POST'} ${path} HTTP/1.1\r\nHost: localhost\r\n`
    socket.write(`${head}${body === undefined ? '' : `Content-Length: ${body.length}\r\n`}\r\n`)
  }
  return new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.once('connect', () => resolve({ socket, ask, text: () => text, isClosed: () => closed }))
  })
}

/** `close`, `keep-alive` or `none`: what the last answer says. */
export function connectionOf({ text }: Client): string {
  return [...text().matchAll(/^connection: (.*)\r$/gim)].at(-1)?.[1]?.toLowerCase() ?? 'none'
}
