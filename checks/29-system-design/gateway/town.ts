/** What the checks of the gateway share: services that answer as they are told, and a gateway in front of them. */
import {
  Agent,
  createServer,
  type IncomingMessage,
  type RequestListener,
  request,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, timeLimit } from 'backend-workbook/check'
import jwt from 'jsonwebtoken'
import { onTestFinished } from 'vitest'
import { createGateway, type GatewayOptions } from '../../../exercises/29-system-design/gateway.ts'

export const SECRET = 'the secret of the gateway, 32 bytes'
/** Longer than a service that answers at once takes on a busy machine. */
export const PATIENT_MS = 5000

export interface Seen {
  method: string | undefined
  url: string | undefined
  headers: IncomingMessage['headers']
  body: Promise<string>
  /** Whether its connection was closed before the answer was complete. */
  aborted: boolean
  request: IncomingMessage
  response: ServerResponse
}

export interface Service {
  target: string
  seen: Seen[]
  /** How it answers from now on. */
  answer: (listener: RequestListener) => void
  stop: () => Promise<void>
}

export const json = (value: unknown, status = 200): RequestListener => {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
  }
}

/** Never answers. */
export const silent: RequestListener = () => undefined

async function listening(listener: RequestListener): Promise<{ url: string; stop: () => Promise<void> }> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const stop = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  onTestFinished(() => stop())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop }
}

/** It reads the body only where it collects it: a check that streams says `collects: false`. */
export async function service(first: RequestListener = json({}), { collects = true } = {}): Promise<Service> {
  const seen: Seen[] = []
  let listener = first
  const { url, stop } = await listening((request, response) => {
    const { method, url, headers } = request
    const body = collects ? text(request).catch(() => '') : Promise.resolve('')
    const entry: Seen = { method, url, headers, body, aborted: false, request, response }
    response.once('close', () => {
      entry.aborted = !response.writableFinished
    })
    seen.push(entry)
    listener(request, response)
  })
  const answer = (next: RequestListener) => {
    listener = next
  }
  return { target: url, seen, answer, stop }
}

export async function gateway(options: Partial<GatewayOptions>): Promise<string> {
  const nobody = { target: 'http://127.0.0.1:9', deadlineMs: PATIENT_MS }
  const page = { product: nobody, stock: nobody, reviews: nobody }
  const { url } = await listening(
    createGateway({ routes: [], secret: SECRET, timeoutMs: PATIENT_MS, page, ...options }),
  )
  return url
}

export interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
  /** Loose, since it comes from the learner: compare it as data. */
  body: unknown
}

export interface AskOptions {
  method?: string
  headers?: Record<string, string>
  body?: string
  signal?: AbortSignal
  /** When to give up. */
  patientMs?: number
}

/** Asks over node:http, which sends every header as it is given, and ends by itself where no answer comes. */
export async function ask(base: string, path: string, options: AskOptions = {}): Promise<Answer> {
  const { method = 'GET', body, signal, patientMs = PATIENT_MS } = options
  const isFramed = body === undefined || options.headers?.['transfer-encoding'] !== undefined
  const headers = { ...options.headers, ...(!isFramed && { 'content-length': `${Buffer.byteLength(body)}` }) }
  const { hostname, port } = new URL(base)
  const agent = new Agent()
  const limit = timeLimit(patientMs)
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const call = request({ hostname, port, path, method, headers, agent }, resolve).on('error', reject)
      limit.addEventListener('abort', () => call.destroy(new Error(`no answer within ${patientMs} ms`)))
      signal?.addEventListener('abort', () => call.destroy(new Error('the client has left')))
      call.end(body)
    })
    const content = await text(response)
    return { status: response.statusCode ?? 0, headers: response.headers, text: content, body: parse(content) }
  } catch (error) {
    if (signal?.aborted) throw error
    return expect.fail(`${method} ${path} was not answered: ${error instanceof Error ? error.message : error}`)
  } finally {
    agent.destroy()
  }
}

function parse(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    return content
  }
}

/** Gives a token for `Authorization`. */
export function bearer(claims: object = {}, secret = SECRET, options: jwt.SignOptions = {}): string {
  const soon = Math.floor(Date.now() / 1000) + 3600
  // A claim that is undefined is left out.
  const all = JSON.parse(JSON.stringify({ sub: 'u-7', role: 'retailer', exp: soon, ...claims }))
  return `Bearer ${jwt.sign(all, secret, options)}`
}

/** Waits until something holds, and fails the check when it does not come to hold. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const late = timeLimit(700)
  while (!holds()) {
    if (late.aborted) expect.fail(what)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

/** Gives something the time to happen that wrong answers do not do. Ends as soon as it has happened. */
export async function chanceFor(happens: () => boolean, ms = 500): Promise<void> {
  const end = performance.now() + ms
  while (performance.now() < end && !happens()) await new Promise((resolve) => setTimeout(resolve, 2))
}
