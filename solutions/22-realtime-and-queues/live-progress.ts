import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import compression from 'compression'
import express, { type Express, type Request, type Response } from 'express'

export interface Model {
  write: (prompt: string, signal: AbortSignal) => AsyncIterable<string>
}

export interface WriterDeps {
  model: Model
  heartbeatMs: number
  graceMs: number
}

type Status = 'writing' | 'done' | 'failed' | 'cancelled'

/** A text that is being written, and all that was told of it. Its readers come and go. */
class Description {
  readonly id = randomUUID()
  status: Status = 'writing'
  text = ''
  /** As they go over the wire; the id of each is its index and one. */
  readonly events: string[] = []
  readonly #stop = new AbortController()
  readonly #told = new EventEmitter<{ event: [string] }>().setMaxListeners(0)
  readonly #graceMs: number
  #readers = 0
  #grace: NodeJS.Timeout | undefined

  constructor(graceMs: number) {
    this.#graceMs = graceMs
  }

  async write(model: Model, prompt: string): Promise<void> {
    try {
      for await (const piece of model.write(prompt, this.#stop.signal)) {
        if (this.status !== 'writing') return
        this.text += piece
        this.#tell('token', { text: piece })
      }
      this.#end('done', { text: this.text })
    } catch {
      this.#end('failed', { error: 'model_failed' })
    }
  }

  /** @returns takes it back */
  read(onEvent: (event: string) => void): () => void {
    clearTimeout(this.#grace)
    this.#readers += 1
    this.#told.on('event', onEvent)
    return () => {
      this.#told.off('event', onEvent)
      this.#readers -= 1
      if (this.#readers === 0 && this.status === 'writing')
        this.#grace = setTimeout(() => this.#cancel(), this.#graceMs)
    }
  }

  /** The status first: the model throws because of the signal, and that is no failure. */
  #cancel(): void {
    this.#end('cancelled', {})
    this.#stop.abort()
  }

  #end(status: Exclude<Status, 'writing'>, data: object): void {
    if (this.status !== 'writing') return
    this.status = status
    this.#tell(status, data)
  }

  #tell(name: string, data: object): void {
    const event = `id: ${this.events.length + 1}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`
    this.events.push(event)
    this.#told.emit('event', event)
  }
}

export function buildApp({ model, heartbeatMs, graceMs }: WriterDeps): Express {
  const descriptions = new Map<string, Description>()
  const app = express()
  app.use(compression())
  app.use(express.json())

  app.post('/descriptions', (request, response) => {
    const { product } = request.body ?? {}
    if (typeof product !== 'string' || product.length < 1 || product.length > 200)
      return void response.status(400).json({ error: 'bad_request' })
    const description = new Description(graceMs)
    const { id } = description
    descriptions.set(id, description)
    void description.write(model, `Describe this product for a shop: ${product}`)
    response
      .status(202)
      .location(`/descriptions/${id}`)
      .json({ id, events: `/descriptions/${id}/events` })
  })

  app.get('/descriptions/:id', (request, response) => {
    const description = descriptions.get(request.params.id)
    if (!description) return void response.status(404).json({ error: 'not_found' })
    const { id, status, text } = description
    response.json({ id, status, text })
  })

  app.get('/descriptions/:id/events', (request, response) => {
    const description = descriptions.get(request.params.id)
    if (!description) return void response.status(404).json({ error: 'not_found' })
    stream(description, request, response, heartbeatMs)
  })
  return app
}

function stream(description: Description, request: Request, response: Response, heartbeatMs: number): void {
  const seen = seenBy(request, description)
  const hadAll = description.status !== 'writing' && seen === description.events.length
  if (hadAll) return void response.status(204).end()
  response.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' })
  response.flushHeaders()
  const send = (text: string) => {
    response.write(text)
    // compression holds bytes back until it has a block of them.
    response.flush()
    heartbeat.refresh()
    if (description.status !== 'writing') response.end()
  }
  const heartbeat = setInterval(() => send(': still here\n\n'), heartbeatMs)
  const leave = description.read(send)
  response.once('close', () => {
    clearInterval(heartbeat)
    leave()
  })
  send([': welcome\n\n', ...description.events.slice(seen)].join(''))
}

/** How many events the reader has had. */
function seenBy(request: Request, { events }: Description): number {
  const id = request.get('last-event-id') ?? ''
  return /^[1-9]\d*$/.test(id) && Number(id) <= events.length ? Number(id) : 0
}
