import { get, type IncomingMessage } from 'node:http'
import { createGunzip } from 'node:zlib'
import { expect } from 'backend-workbook/check'
import { onTestFinished } from 'vitest'

export interface ServerSentEvent {
  id: string | undefined
  event: string
  /** Parsed, where it is JSON. */
  data: unknown
}

export interface Reader {
  status: number
  headers: IncomingMessage['headers']
  events: ServerSentEvent[]
  comments: () => number
  /** Whether the server has ended the answer. */
  ended: () => boolean
  /** Polls until so many events have come, and gives all that have. */
  receives: (count: number) => Promise<ServerSentEvent[]>
  /** Closes the connection. */
  leave: () => void
}

/** Connects as a browser's EventSource does, and returns as soon as the headers have come. */
export async function read(url: string, headers: Record<string, string> = {}): Promise<Reader> {
  const request = get(url, { agent: false, headers: { accept: 'text/event-stream', ...headers } })
  onTestFinished(() => void request.destroy())
  request.on('error', () => undefined)
  let response: IncomingMessage | undefined
  request.on('response', (arrived) => {
    response = arrived
    arrived.on('error', () => undefined)
  })
  const path = new URL(url).pathname.replace(/[^/]{8,}/, '<id>')
  const message = `whether the headers of GET ${path} have come`
  await expect.poll(() => response !== undefined, { message, timeout: 1500, interval: 5 }).toBe(true)
  if (!response) throw new Error('unreachable')
  return readerOf(response, () => request.destroy())
}

function readerOf(response: IncomingMessage, leave: () => void): Reader {
  const events: ServerSentEvent[] = []
  let comments = 0
  let ended = false
  let rest = ''
  const text = response.headers['content-encoding'] === 'gzip' ? response.pipe(createGunzip()) : response
  text.on('error', () => undefined)
  text.on('end', () => {
    ended = true
  })
  text.setEncoding('utf8')
  text.on('data', (chunk: string) => {
    const blocks = (rest + chunk).replaceAll('\r\n', '\n').split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const lines = block.split('\n')
      comments += lines.filter((line) => line.startsWith(':')).length
      const event = eventOf(lines)
      if (event) events.push(event)
    }
  })
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    events,
    comments: () => comments,
    ended: () => ended,
    leave,
    async receives(count) {
      const message = 'how many events the reader has got'
      await expect.poll(() => events.length, { message, timeout: 1500, interval: 5 }).toBeGreaterThanOrEqual(count)
      return events
    },
  }
}

function eventOf(lines: string[]): ServerSentEvent | undefined {
  const valuesOf = (field: string) =>
    lines.filter((line) => line.startsWith(`${field}:`)).map((line) => line.slice(field.length + 1).replace(/^ /, ''))
  const data = valuesOf('data')
  if (data.length === 0) return undefined
  return { id: valuesOf('id').at(-1), event: valuesOf('event').at(-1) ?? 'message', data: parsed(data.join('\n')) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
