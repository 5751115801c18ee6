/** Two processes of the market, as the judge's nginx sees them: both tell what they were asked. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Seen {
  /** 0 or 1: which of the two. */
  app: number
  /** The number of the connection. */
  connection: number
  url: string
  headers: Record<string, string>
  /** Bytes of the body. */
  bytes: number
}

export interface Market {
  ports: [number, number]
  /** Lets the streams of events that are open end. */
  endEvents: () => void
  close: () => void
}

export async function openMarket(): Promise<Market> {
  const streams = new Set<ServerResponse>()
  const apps = await Promise.all([startApp(0, streams), startApp(1, streams)])
  const [first = 0, second = 0] = apps.map((app) => (app.address() as AddressInfo).port)
  return {
    ports: [first, second],
    endEvents: () => {
      for (const stream of streams) stream.end()
      streams.clear()
    },
    close: () => {
      for (const app of apps) app.close().closeAllConnections()
    },
  }
}

function startApp(app: number, streams: Set<ServerResponse>): Promise<Server> {
  let connections = 0
  const numbers = new WeakMap<object, number>()
  const seen = (request: IncomingMessage, bytes: number): Seen => ({
    ...{ app, connection: numbers.get(request.socket) ?? 0, url: request.url ?? '', bytes },
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
  })
  const server = createServer((request, response) => {
    let bytes = 0
    request.on('data', (part: Buffer) => {
      bytes += part.length
    })
    request.on('end', () => {
      const text = JSON.stringify(seen(request, bytes))
      if (!request.url?.startsWith('/api/events')) {
        response.statusCode = request.url === '/api/broken' ? 500 : 200
        response.setHeader('content-type', 'application/json')
        return response.end(text)
      }
      response.setHeader('content-type', 'text/event-stream')
      response.write(`data: ${text}\n\n`)
      streams.add(response)
    })
  })
  server.keepAliveTimeout = 60_000
  server.on('connection', (socket) => {
    connections += 1
    numbers.set(socket, connections)
  })
  server.on('upgrade', (request, socket) => {
    socket.on('error', () => undefined)
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n')
    socket.end(JSON.stringify(seen(request, 0)))
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}
