import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Fleet } from './fleet.ts'
import type { Instance } from './instance.ts'

const PATIENCE_MS = 2000
const LOOK_MS = 20
/** Of one connection, and no business of the other: https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1 */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding'])

/** Passes every request on to an instance of the fleet. */
export class ReverseProxy {
  readonly #fleet: Fleet
  readonly #server: Server
  #requests = 0

  constructor(fleet: Fleet) {
    this.#fleet = fleet
    this.#server = createServer({ requestTimeout: 0 }, (incoming, outgoing) => {
      this.#requests += 1
      outgoing.once('close', () => (this.#requests -= 1))
      void this.#pass(incoming, outgoing)
    })
    this.#server.on('upgrade', (incoming, socket, head) => this.#tunnel(incoming, socket, head))
  }

  async listen(port: number): Promise<void> {
    await once(this.#server.listen(port), 'listening')
  }

  /** Takes no more connections, and comes back when what has begun is answered. WebSockets end with their instances. */
  async close(): Promise<void> {
    this.#server.close()
    while (this.#requests > 0) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
      this.#server.closeIdleConnections()
    }
  }

  async #pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const tried = new Set<Instance>()
    const lateAt = performance.now() + PATIENCE_MS
    while (!outgoing.destroyed) {
      const instance = this.#fleet.next(tried)
      if (instance) {
        if (await ask(instance, incoming, outgoing)) return
        tried.add(instance)
        if (!isRepeatable(incoming)) return refuse(outgoing, 502)
      }
      if (performance.now() > lateAt) return refuse(outgoing, 503)
      // The one that has just failed may be the only one that we know: its death is news that is still to come.
      if (!instance || tried.size > 1) await this.#fleet.change(LOOK_MS)
    }
  }

  #tunnel(incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => undefined)
    const instance = this.#fleet.next()
    if (!instance) return void socket.destroy()
    const target = connect(instance.port, '127.0.0.1', () => {
      target.write(`${incoming.method} ${incoming.url} HTTP/1.1\r\n${headLines(incoming.rawHeaders)}\r\n`)
      target.write(head)
      socket.pipe(target).pipe(socket)
    })
    target.on('error', () => undefined)
    target.once('close', () => socket.destroy())
    socket.once('close', () => target.destroy())
  }
}

/**
 * Whether the instance has answered. Each request has a connection of its own: one that was kept from an earlier request
 * may be closed by the other side while we write.
 */
function ask(instance: Instance, incoming: IncomingMessage, outgoing: ServerResponse): Promise<boolean> {
  const isOver = instance.begin()
  const { method, url: path, rawHeaders } = incoming
  return new Promise((resolve) => {
    const headers = endToEnd(rawHeaders, 'transfer-encoding')
    const asking = request({
      host: '127.0.0.1',
      port: instance.port,
      method,
      path,
      headers,
      agent: false,
      setHost: false,
    })
    asking.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.statusMessage, endToEnd(answer.rawHeaders))
      answer.pipe(outgoing)
      answer.on('error', () => outgoing.destroy())
      answer.once('close', isOver)
      resolve(true)
    })
    asking.on('error', () => {
      isOver()
      // Half an answer cannot be taken back.
      if (outgoing.headersSent) outgoing.destroy()
      resolve(outgoing.headersSent || outgoing.destroyed)
    })
    outgoing.once('close', () => asking.destroy())
    if (isRepeatable(incoming)) asking.end()
    else incoming.pipe(asking)
  })
}

/** It changes nothing, and no part of it has been read. */
function isRepeatable({ method, headers }: IncomingMessage): boolean {
  const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
  return (method === 'GET' || method === 'HEAD') && !hasBody
}

function refuse(outgoing: ServerResponse, status: number): void {
  if (outgoing.destroyed) return
  outgoing.writeHead(status, { 'content-type': 'application/json', connection: 'close' })
  outgoing.end(JSON.stringify({ error: { code: 'unavailable', message: 'try again' } }))
}

/** Names and values in turn, as Node gives and takes them. */
function endToEnd(raw: string[], kept = ''): string[] {
  return raw.filter((_, index) => {
    const name = (raw[index - (index % 2)] ?? '').toLowerCase()
    return name === kept || !HOP_BY_HOP.has(name)
  })
}

function headLines(raw: string[]): string {
  return raw.map((text, index) => (index % 2 ? `${text}\r\n` : `${text}: `)).join('')
}
