/** A queue for each priority, promises that were made by hand, and a middleware of events. */
import type { IncomingMessage, ServerResponse } from 'node:http'

type Priority = 'critical' | 'normal' | 'optional'
type Reason = 'full' | 'displaced' | 'late'

export class Overloaded extends Error {
  override readonly name = 'Overloaded'
  readonly reason: Reason
  readonly retryAfterSeconds: number

  constructor(reason: Reason, retryAfterSeconds: number) {
    super(reason)
    this.reason = reason
    this.retryAfterSeconds = retryAfterSeconds
  }
}

interface Options {
  limit: number
  queue: number
  reserved?: number
  typicalMs?: number
  now: () => number
}

interface EnterOptions {
  priority?: Priority
  deadline?: number
  signal?: AbortSignal
}

interface Guest {
  deadline: number | undefined
  admit: () => void
  reject: (reason: unknown) => void
}

const DOWN: Priority[] = ['critical', 'normal', 'optional']

export function createGate({ limit, queue, reserved = 0, typicalMs = 0, now }: Options) {
  const queues: Record<Priority, Guest[]> = { critical: [], normal: [], optional: [] }
  const inside: Record<Priority, number> = { critical: 0, normal: 0, optional: 0 }
  const waiting = () => DOWN.reduce((sum, each) => sum + queues[each].length, 0)
  const busy = () => DOWN.reduce((sum, each) => sum + inside[each], 0)
  const isLate = (deadline: number | undefined) => deadline !== undefined && now() + typicalMs > deadline
  const overloaded = (reason: Reason) =>
    new Overloaded(reason, Math.max(1, Math.ceil((waiting() * typicalMs) / limit / 1000)))

  function dropTheLate(): void {
    const late = DOWN.flatMap((priority) => queues[priority].filter(({ deadline }) => isLate(deadline)))
    for (const priority of DOWN) queues[priority] = queues[priority].filter((guest) => !late.includes(guest))
    for (const { reject } of late) reject(overloaded('late'))
  }

  function isFree(priority: Priority): boolean {
    return busy() < limit && (priority === 'critical' || inside.normal + inside.optional < limit - reserved)
  }

  function admit(): void {
    for (const priority of DOWN)
      while (isFree(priority) && queues[priority].length > 0) queues[priority].shift()?.admit()
  }

  function leaver(priority: Priority): () => void {
    let here = true
    return () => {
      if (!here) return
      here = false
      inside[priority] -= 1
      dropTheLate()
      admit()
    }
  }

  async function enter({ priority = 'normal', deadline, signal }: EnterOptions = {}): Promise<() => void> {
    if (signal?.aborted) throw signal.reason
    dropTheLate()
    admit()
    if (isLate(deadline)) throw overloaded('late')
    if (isFree(priority) && queues[priority].length === 0) {
      inside[priority] += 1
      return leaver(priority)
    }
    if (waiting() >= queue) {
      const lowest = [...DOWN].reverse().find((each) => queues[each].length > 0 || each === priority) ?? priority
      if (lowest === priority) throw overloaded('full')
      const victim = queues[lowest].pop()
      const placeholder: Guest = { deadline: undefined, admit: () => undefined, reject: () => undefined }
      queues[priority].push(placeholder)
      victim?.reject(overloaded('displaced'))
      queues[priority].pop()
    }
    return new Promise((resolve, reject) => {
      const guest: Guest = {
        deadline,
        reject,
        admit: () => {
          inside[priority] += 1
          resolve(leaver(priority))
        },
      }
      queues[priority].push(guest)
      signal?.addEventListener('abort', () => {
        if (!queues[priority].includes(guest)) return
        queues[priority] = queues[priority].filter((each) => each !== guest)
        reject(signal.reason)
      })
    })
  }

  return {
    enter,
    get inside() {
      return busy()
    },
    get waiting() {
      return waiting()
    },
  }
}

interface SheddingOptions {
  gate: { enter: (options: EnterOptions) => Promise<() => void> }
  priorityOf: (request: IncomingMessage) => Priority
  deadlineOf?: (request: IncomingMessage) => number | undefined
}

export function shedding({ gate, priorityOf, deadlineOf = () => undefined }: SheddingOptions) {
  return (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    const gone = new AbortController()
    let leave = () => gone.abort()
    response.on('close', () => leave())
    const deadline = deadlineOf(request)
    const options = {
      priority: priorityOf(request),
      signal: gone.signal,
      ...(deadline === undefined ? {} : { deadline }),
    }
    gate.enter(options).then(
      (leaveGate) => {
        if (gone.signal.aborted) return leaveGate()
        leave = leaveGate
        next()
      },
      (error: unknown) => {
        if (!(error instanceof Overloaded)) return
        response.statusCode = 503
        response.setHeader('Retry-After', error.retryAfterSeconds)
        response.setHeader('Content-Type', 'application/json; charset=utf-8')
        response.end('{"error":{"code":"overloaded"}}')
      },
    )
  }
}
