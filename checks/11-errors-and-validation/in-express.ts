/** What the checks of app-error share: an app that serves, with a store that fails as the check wants it to. */
import { randomUUID } from 'node:crypto'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, timeLimit } from 'backend-workbook/check'
import type { Deps, Label, LogEntry } from '../../exercises/11-errors-and-validation/app-error.ts'

type Store = Deps['store']

export interface Answer {
  status: number
  type: string
  requestId: string | null
  /** Parsed where it is JSON. */
  body: unknown
  /** All that the client gets to see, headers too. */
  everything: string
}

export interface Client {
  ask: (request: string, init?: RequestInit) => Promise<Answer>
  logged: LogEntry[]
}

const ASK_MS = 1200

/** Nothing of this may ever reach a client. */
export const secret = () => `s3cret-${randomUUID().slice(0, 8)}`

/** What an `error` of ours looks like. */
export const errorBody = (code: string, details: unknown = []) => ({
  error: { code, message: expect.stringMatching(/\S/), details, requestId: expect.stringMatching(/\S/) },
})

export const json = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: typeof body === 'string' ? body : JSON.stringify(body),
})

/** A method that needs its store, as those of most clients do. */
function printsLabels(this: Store | undefined, id: string, done: (error: unknown, label?: Label) => void): void {
  if (this?.printLabel !== printsLabels) throw new TypeError('printLabel() was not called on the store')
  setImmediate(done, null, { parcel: `P-${id}`, address: { street: 'Quay 1', city: 'Porto' } })
}

/** A store in which everything works, but for what the check replaces. */
function storeWith(parts: Partial<Store>): Store {
  return {
    findOrder: async (id) => (id.startsWith('none') ? undefined : { id, totalCents: 4800 }),
    addRetailer: async () => ({ id: 'ret_1' }),
    printLabel: printsLabels,
    exportOrders: async function* () {
      yield 'id,totalCents\n'
      yield 'ord_1,4800\n'
    },
    ...parts,
  }
}

/**
 * Serves the app while the body runs. An error that escapes from the app, where in production it would end the process,
 * becomes the answer to the request that waits: status 0, and the error as the body.
 */
export async function serving(
  buildApp: (deps: Deps) => RequestListener,
  parts: Partial<Store>,
  body: (client: Client) => Promise<void>,
): Promise<void> {
  const logged: LogEntry[] = []
  const app = buildApp({ store: storeWith(parts), log: (entry) => void logged.push(entry) })
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const escapes = watchEscapes()
  const quiet = silenceConsole()
  try {
    const ask: Client['ask'] = (request, init) =>
      Promise.race([
        answerTo(`http://127.0.0.1:${port}${request}`, init),
        escapes.next.then((error) => noAnswer(`no answer, since this escaped from the app: ${String(error)}`)),
      ])
    await body({ ask, logged })
  } finally {
    server.close()
    server.closeAllConnections()
    quiet()
    escapes.stop()
  }
}

async function answerTo(url: string, init: RequestInit = {}): Promise<Answer> {
  let status = 0
  try {
    const response = await fetch(url, { ...init, signal: timeLimit(ASK_MS) })
    status = response.status
    const text = await response.text()
    const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n')
    return {
      status,
      type: (response.headers.get('content-type') ?? '').split(';')[0] ?? '',
      requestId: response.headers.get('x-request-id'),
      body: parsed(text),
      everything: `${headers}\n\n${text}`,
    }
  } catch (error) {
    if (error instanceof DOMException && error.name === 'TimeoutError') return noAnswer('no answer within 1.2 s')
    return noAnswer(status ? 'the connection was cut in the middle of the answer' : 'the connection was cut')
  }
}

function noAnswer(body: string): Answer {
  return { status: 0, type: '', requestId: null, body, everything: '' }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Takes the place of everybody who listens for uncaught errors. */
function watchEscapes(): { next: Promise<unknown>; stop: () => void } {
  const events = ['uncaughtException', 'unhandledRejection'] as const
  let escaped: (error: unknown) => void = () => {}
  const next = new Promise<unknown>((resolve) => {
    escaped = resolve
  })
  const before = events.map((event) => process.listeners(event as 'uncaughtException'))
  for (const event of events) {
    process.removeAllListeners(event)
    process.on(event, escaped)
  }
  const stop = () => {
    for (const [index, event] of events.entries()) {
      process.off(event, escaped)
      for (const listener of before[index] ?? []) process.on(event, listener)
    }
  }
  return { next, stop }
}

/** Express prints errors that nobody handles; the checks provoke plenty of them. */
function silenceConsole(): () => void {
  const { error } = console
  console.error = () => {}
  return () => {
    console.error = error
  }
}
