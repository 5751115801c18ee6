/** What the checks of the proxy share: backends that answer as they are told, a proxy in front of them, and clients. */
import {
  Agent,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type RequestListener,
  request,
  type Server,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, timeLimit } from 'backend-workbook/check'
import { onTestFinished } from 'vitest'
import { createProxy, type ProxyOptions } from '../../../exercises/28-production-deployment/reverse-proxy.ts'

/** Longer than a backend that answers at once takes on a busy machine. */
export const PATIENT_MS = 4000
const HEALTH = '/health-of-the-checks'

export interface Seen {
  method: string
  url: string
  headers: IncomingHttpHeaders
  body: Promise<string>
  /** Whether its connection was closed before the answer was complete. */
  aborted: boolean
}

export interface Backend {
  name: string
  url: string
  server: Server
  /** Requests, without health checks. */
  seen: Seen[]
  /** How many health checks it has got. */
  checked: number
  /** How it answers health checks from now on. */
  health: RequestListener
  /** How it answers from now on. */
  answer: RequestListener
  stop: () => Promise<void>
}

/** It reads the whole body and answers with its name. A check that streams says `collects: false`, and reads itself. */
export async function backend(name: string, { collects = true, port = 0 } = {}): Promise<Backend> {
  const server = createServer((request, response) => {
    if (request.url === HEALTH) {
      own.checked += 1
      return own.health(request, response)
    }
    const { method = '', url = '', headers } = request
    const body = collects ? text(request).catch(() => 'a body that broke off') : Promise.resolve('')
    const entry: Seen = { method, url, headers, body, aborted: false }
    response.once('close', () => {
      entry.aborted = !response.writableFinished
    })
    own.seen.push(entry)
    // A server that answers and closes with a body unread resets the connection, and its answer may be lost.
    if (collects) request.once('end', () => own.answer(request, response))
    else own.answer(request, response)
  })
  const url = await listening(server, port)
  const own: Backend = {
    name,
    url,
    server,
    seen: [],
    checked: 0,
    health: (_request, response) => void response.end('fine'),
    answer: (_request, response) => void response.end(name),
    stop: () => stopped(server),
  }
  return own
}

/** A connection that breaks before an answer. */
export const breaks: RequestListener = (request) => void request.socket.destroy()
/** Never answers. */
export const silent: RequestListener = () => undefined

/** Without a host it listens on all addresses, of IPv6 as well where the machine has that. */
async function listening(server: Server, port = 0, host = '127.0.0.1'): Promise<string> {
  server.listen({ port, ...(host && { host }) })
  await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject))
  onTestFinished(() => stopped(server))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function stopped(server: Server): Promise<void> {
  server.closeAllConnections()
  if (server.listening) await new Promise((resolve) => server.close(resolve))
}

type Options = Partial<Omit<ProxyOptions, 'backends' | 'health'>> & {
  health?: Partial<ProxyOptions['health']>
  /** Listens on all addresses, as servers do, and not on 127.0.0.1 alone. */
  everywhere?: boolean
}

export interface Front {
  url: string
  close: () => Promise<void>
}

/** Its health checks are hours away, unless the check says when. */
export async function proxy(
  backends: (Backend | string)[],
  { health, everywhere = false, ...options }: Options = {},
): Promise<Front> {
  const { server, close } = createProxy({
    backends: backends.map((each) => (typeof each === 'string' ? each : each.url)),
    health: { path: HEALTH, intervalMs: 3_600_000, timeoutMs: PATIENT_MS, ...health },
    ...options,
  })
  // So long that no busy machine mistakes the end of it for close().
  server.keepAliveTimeout = 60_000
  const url = await listening(server, 0, everywhere ? '' : undefined)
  onTestFinished(() => void close())
  return { url, close }
}

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

export interface AskOptions {
  method?: string
  headers?: OutgoingHttpHeaders
  /** Parts are sent without a Content-Length. */
  body?: string | string[]
  signal?: AbortSignal
  agent?: Agent
  patientMs?: number
}

/** Asks over node:http, which sends every header as it is given, and ends by itself where no answer comes. */
export async function ask({ url }: { url: string }, path: string, options: AskOptions = {}): Promise<Answer> {
  const { method = 'GET', body, signal, patientMs = PATIENT_MS } = options
  const framing = Array.isArray(body)
    ? { 'transfer-encoding': 'chunked' }
    : body === undefined
      ? {}
      : { 'content-length': Buffer.byteLength(body) }
  const { hostname, port } = new URL(url)
  const agent = options.agent ?? new Agent()
  const limit = timeLimit(patientMs)
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const call = request(
        { hostname, port, path, method, headers: { ...framing, ...options.headers }, agent },
        resolve,
      )
      call.on('error', reject)
      limit.addEventListener('abort', () => call.destroy(new Error(`no answer within ${patientMs} ms`)))
      signal?.addEventListener('abort', () => call.destroy(new Error('the client has left')))
      for (const part of [body ?? []].flat()) call.write(part)
      call.end()
    })
    return { status: response.statusCode ?? 0, headers: response.headers, text: await text(response) }
  } catch (error) {
    if (signal?.aborted) throw error
    return expect.fail(`${method} ${path} was not answered: ${error instanceof Error ? error.message : error}`)
  } finally {
    if (!options.agent) agent.destroy()
  }
}

/** Waits until something holds, and fails the check when it does not come to hold. */
export async function until(what: string, holds: () => boolean, ms = 900): Promise<void> {
  const late = timeLimit(ms)
  while (!holds()) {
    if (late.aborted) expect.fail(what)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
