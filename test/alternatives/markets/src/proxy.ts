import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { forward, headersOf, readWhole, Unanswered, type Whole } from './forward.ts'
import type { Instance, Instances } from './instances.ts'
import { openTunnel } from './tunnel.ts'

const PATIENCE_MS = 10_000
const LOOK_MS = 20

/** Passes every request on to an instance. */
export class Front {
  readonly #instances: Instances
  readonly #server: Server
  readonly #tunnels = new Set<Duplex>()
  #underWay = 0
  #isStopping = false

  constructor(instances: Instances) {
    this.#instances = instances
    // Bodies may come slowly.
    this.#server = createServer({ requestTimeout: 0 }, (request, response) => {
      this.#underWay += 1
      response.once('close', () => {
        this.#underWay -= 1
      })
      this.#pass(request, response).catch(() => response.destroy())
    })
    this.#server.on('upgrade', (request, socket, head) => this.#tunnel(request, socket, head))
  }

  listen(port: number): void {
    if (!this.#isStopping) this.#server.listen(port)
  }

  /** Takes no more connections, and comes back when what has begun is answered. */
  async stop(): Promise<void> {
    this.#isStopping = true
    this.#server.close()
    for (const socket of this.#tunnels) socket.destroy()
    while (this.#underWay > 0) {
      this.#server.closeIdleConnections()
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    }
    this.#server.closeAllConnections()
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    const whole = await readWhole(request)
    const tried: Instance[] = []
    const until = performance.now() + PATIENCE_MS
    for (;;) {
      const instance = await this.#nextInstance(tried, until)
      if (!instance) return refuse(response)
      tried.push(instance)
      instance.underWay += 1
      try {
        this.#relay(await forward(whole, instance.port, gone.signal), request, response)
        return
      } catch (error) {
        if (gone.signal.aborted) return
        const isUnseen = error instanceof Unanswered && !error.wasSeen
        if (!(whole.isAll && (isSafe(request) || isUnseen))) return refuse(response)
      } finally {
        instance.underWay -= 1
      }
    }
  }

  /** Where all that there are have been tried: one that comes in time. */
  async #nextInstance(tried: Instance[], until: number): Promise<Instance | undefined> {
    for (;;) {
      const instance = this.#instances.next(tried)
      if (instance || performance.now() > until) return instance
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    }
  }

  #relay({ message, chunks, isAll }: Whole, request: IncomingMessage, response: ServerResponse): void {
    const headers = headersOf(message)
    const needsLength = isAll && message.headers['content-length'] === undefined && request.method !== 'HEAD'
    if (needsLength && message.statusCode !== 204 && message.statusCode !== 304) {
      headers.push('Content-Length', String(Buffer.concat(chunks).length))
    }
    if (this.#isStopping) headers.push('Connection', 'close')
    response.writeHead(message.statusCode ?? 502, message.statusMessage, headers)
    for (const chunk of chunks) response.write(chunk)
    if (isAll) response.end()
    else message.pipe(response)
  }

  #tunnel(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy())
    const instance = this.#instances.next([])
    if (!instance || this.#isStopping) return void socket.destroy()
    this.#tunnels.add(socket)
    socket.once('close', () => this.#tunnels.delete(socket))
    openTunnel(instance.port, request, socket, head)
  }
}

function isSafe({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD'
}

function refuse(response: ServerResponse): void {
  if (response.headersSent) return void response.destroy()
  response.writeHead(503, { 'Content-Type': 'application/json', Connection: 'close' })
  response.end(JSON.stringify({ error: { code: 'unavailable', message: 'no instance has answered' } }))
}
