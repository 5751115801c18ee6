import type { Stats } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'

export interface Video {
  path: string
  type: string
}

export interface Deps {
  find: (id: string) => Promise<Video | undefined>
}

/** First and last byte, both included. */
interface Part {
  start: number
  end: number
}

export function buildApp({ find }: Deps): RequestListener {
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const id = idIn(request.url ?? '')
    const video = id === undefined ? undefined : await find(id)
    if (!video) return refuse(response, 404, 'not_found')
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return refuse(response, 405, 'method_not_allowed', { Allow: 'GET, HEAD' })
    }
    const file = await openIfThere(video.path)
    if (!file) return refuse(response, 404, 'not_found')
    try {
      await sendFile(request, response, file, video.type)
    } finally {
      await file.close()
    }
  }

  return (request, response) => {
    answer(request, response).catch(() => {
      // Where the head has gone out already, only a connection that breaks tells the client that something is missing.
      if (response.headersSent) response.destroy()
      else refuse(response, 500, 'internal')
    })
  }
}

async function sendFile(
  { method, headers }: IncomingMessage,
  response: ServerResponse,
  file: FileHandle,
  type: string,
): Promise<void> {
  // Of the open file: under its path there may be another one by now.
  const stats = await file.stat()
  const { size } = stats
  const etag = `"${Math.floor(stats.mtimeMs).toString(36)}-${size.toString(36)}"`
  response.setHeader('ETag', etag)
  response.setHeader('Last-Modified', stats.mtime.toUTCString())
  response.setHeader('Accept-Ranges', 'bytes')
  if (isUnchanged(headers, etag, stats)) {
    response.writeHead(304).end()
    return
  }

  const isRangeMeant = method === 'GET' && holds(headers['if-range'], etag, stats)
  const part = isRangeMeant ? partOf(headers.range, size) : undefined
  if (part === 'none') return refuse(response, 416, 'no_such_range', { 'Content-Range': `bytes */${size}` })

  const { start, end } = part ?? { start: 0, end: size - 1 }
  response.setHeader('Content-Type', type)
  response.setHeader('Content-Length', end - start + 1)
  if (part) response.setHeader('Content-Range', `bytes ${start}-${end}/${size}`)
  response.writeHead(part ? 206 : 200)
  if (method === 'HEAD' || size === 0) response.end()
  else await pipeline(file.createReadStream({ start, end, autoClose: false }), response)
}

/** RFC 9110, 14.1.2. Undefined: the header is missing, not valid, or of several ranges, and is ignored. */
function partOf(range: string | undefined, size: number): Part | 'none' | undefined {
  const [, first, last = '', suffix] = /^bytes=(?:(\d+)-(\d*)|-(\d+))$/.exec(range ?? '') ?? []
  if (suffix !== undefined) {
    const start = Math.max(0, size - Number(suffix))
    return start < size ? { start, end: size - 1 } : 'none'
  }
  if (first === undefined) return undefined
  const [start, end] = [Number(first), last === '' ? Infinity : Number(last)]
  if (end < start) return undefined
  return start < size ? { start, end: Math.min(end, size - 1) } : 'none'
}

/** Whether the client has this version already (RFC 9110, 13.2.2). */
function isUnchanged(headers: IncomingHttpHeaders, etag: string, stats: Stats): boolean {
  const { 'if-none-match': known, 'if-modified-since': since } = headers
  if (known !== undefined) {
    // An ETag may have a comma inside of its quotation marks.
    return known.trim() === '*' || Array.from(known.matchAll(/"[^"]*"/g), ([tag]) => tag).includes(etag)
  }
  return since !== undefined && secondsOf(stats.mtime) <= secondsOf(new Date(since))
}

/** Whether a range is meant for this version. A range without If-Range is meant for any. */
function holds(ifRange: IncomingHttpHeaders['if-range'], etag: string, stats: Stats): boolean {
  return ifRange === undefined || ifRange === etag || ifRange === stats.mtime.toUTCString()
}

function secondsOf(date: Date): number {
  return Math.floor(date.getTime() / 1000)
}

function idIn(url: string): string | undefined {
  const [, id = ''] = /^\/videos\/([^/?]+)(?:\?|$)/.exec(url) ?? []
  try {
    return decodeURIComponent(id) || undefined
  } catch {
    return undefined
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

function refuse(response: ServerResponse, status: number, error: string, headers: Record<string, string> = {}): void {
  const body = JSON.stringify({ error })
  response.writeHead(status, { ...headers, 'Content-Type': 'application/json' }).end(body)
}
